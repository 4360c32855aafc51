"use strict";

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger",
  validatorUrl: null, // nothing is sent to others
  tryItOutEnabled: true,
  persistAuthorization: false,
  deepLinking: true,
});
