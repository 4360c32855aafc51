/// Every metric's name and help, and the buckets of the histograms: dashboards and alert rules rely on them.
#pragma once

#include <vector>

namespace numeral::metrics {

struct Name {
  const char* name;
  const char* help;
};

// HTTP, under the names that earlier dashboards read.
inline constexpr Name kApiRequests{"api_requests_total",
                                   "HTTP requests answered. client_ip on the prediction routes only: at most 32 "
                                   "addresses, the rest is 'other'."};
inline constexpr Name kApiRequestsCreated{"api_requests_created", "Unix time of a client's first prediction request."};
inline constexpr Name kApiErrors{"api_errors_total", "HTTP requests answered with a status of 400 or more."};
inline constexpr Name kApiDuration{"api_request_duration_seconds",
                                   "From the request's head to the answer, which is then sent."};
inline constexpr Name kApiActive{"api_active_requests", "Requests being answered."};
inline constexpr Name kApiRequestSize{"api_request_size_bytes", "Size of request bodies."};
inline constexpr Name kApiResponseSize{"api_response_size_bytes", "Size of answers' bodies."};
inline constexpr Name kApiInferenceTime{"api_inference_time_seconds", "The model's time in the last prediction."};
inline constexpr Name kApiRuntime{"api_runtime_seconds", "Whole time of the last prediction request."};

// HTTP, under the names that the FastAPI instrumentator uses.
inline constexpr Name kHttpRequests{"http_requests_total", "HTTP requests answered; status is the class (2xx)."};
inline constexpr Name kHttpDuration{"http_request_duration_seconds",
                                    "From the request's head to the answer, which is then sent."};

// Recognition, under the names that earlier dashboards read; summed over models.
inline constexpr Name kInferenceTimeCpu{"model_inference_time_cpu_seconds",
                                        "The model's time for a request, on a CPU."};
inline constexpr Name kInferenceTimeGpu{"model_inference_time_gpu_seconds",
                                        "The model's time for a request, on a GPU."};
inline constexpr Name kInferenceTimeTotal{"model_inference_time_total_seconds", "The model's time for a request."};
inline constexpr Name kInferenceTimeAverage{"model_average_inference_time_seconds",
                                            "Mean of the model's time for a request since the start."};
inline constexpr Name kConfidence{"model_confidence_score", "Confidence of single glyphs."};
inline constexpr Name kConfidenceCurrent{"model_confidence_current", "Confidence of the last glyph."};
inline constexpr Name kConfidenceAverage{"model_average_confidence_score",
                                         "Mean confidence of single glyphs since the start."};
inline constexpr Name kLowConfidence{"model_low_confidence_total", "Glyphs with a confidence below the threshold."};
inline constexpr Name kPredictions{"model_predictions_total", "Glyphs by the class they were read as."};

// Recognition, by model.
inline constexpr Name kStageDuration{"numeral_inference_stage_duration_seconds", "Time a request spent in each stage."};
inline constexpr Name kBatchSize{"numeral_inference_batch_size", "Glyphs in one pass of the model."};
inline constexpr Name kBatchDuration{"numeral_inference_batch_duration_seconds", "Time of one pass of the model."};
inline constexpr Name kVerdicts{"numeral_verdicts_total", "Glyphs by verdict; a blank page counts one 'empty'."};
inline constexpr Name kModelInfo{"numeral_model_info", "1 for each loaded model."};

// Right answers that people gave.
inline constexpr Name kFeedback{"numeral_feedback_total", "Right answers given, by whether what was read was right."};
inline constexpr Name kFeedbackAccuracy{"numeral_feedback_accuracy_ratio",
                                        "Share that was right, 0 to 1, of the last 1000 requests with feedback since "
                                        "the start; absent before the first."};
inline constexpr Name kFeedbackClass{"numeral_feedback_class_total",
                                     "Right answers given, by their class and by whether what was read was right. Of "
                                     "several digits each counts; where another number of them was read, one 'other' "
                                     "counts as wrong. 'not_a_digit': there was none to be read."};

// How far what is read now is from what a model was made for; absent without a reference.
inline constexpr Name kDriftScore{"numeral_drift_score",
                                  "Change of a feature of single glyphs against the model's reference: psi above 0.25 "
                                  "is a large one, ks goes from 0 to 1. Absent while there are too few glyphs."};
inline constexpr Name kDriftSamples{"numeral_drift_window_samples",
                                    "Glyphs that numeral_drift_score is about: one of each page."};
inline constexpr Name kReferenceClass{"numeral_reference_class_ratio",
                                      "Share of glyphs of the model's reference that were read as the class."};

// The engine as a whole.
inline constexpr Name kQueueLength{"numeral_inference_queue_length", "Requests admitted and not yet answered."};
inline constexpr Name kQueueCapacity{"numeral_inference_queue_capacity", "Requests admitted at most."};
inline constexpr Name kRejected{"numeral_inference_rejected_total", "Requests that the engine did not admit."};
inline constexpr Name kFailures{"numeral_inference_failures_total", "Admitted requests that ended without an answer."};
inline constexpr Name kReloads{"numeral_model_reloads_total", "Models asked for while the program ran."};
inline constexpr Name kBuildInfo{"numeral_build_info", "1; the labels say which build this is."};

inline const std::vector<double> kRequestBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                 0.1,    0.25,  0.5,    1,     2.5,  5,     10};
inline const std::vector<double> kStageBuckets{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                               0.01,    0.025,  0.05,    0.1,    0.25,  1};
inline const std::vector<double> kSizeBuckets{256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216};
inline const std::vector<double> kConfidenceBuckets{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999};
inline const std::vector<double> kBatchBuckets{1, 2, 4, 8, 16, 32, 64, 128, 256};

} // namespace numeral::metrics
