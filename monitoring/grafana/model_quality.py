"""Model quality: does it read as well as it did when it was made."""
from panels import (BLUE, GRAY, GREEN, ORANGE, RED, YELLOW, bars, compared, dashboard, heatmap, lines, query, row, stat,
                    table)

MEAN = ("sum(rate(model_confidence_score_sum{@}[$__rate_interval]))"
        " / sum(rate(model_confidence_score_count{@}[$__rate_interval]))")
VERDICTS = {"digit": GREEN, "unsure": YELLOW, "not_a_digit": ORANGE, "empty": GRAY}
DRIFT = ((None, GREEN), (0.1, YELLOW), (0.25, RED))


def summary():
    return [
        row("In short"),
        stat("Mean confidence", "Of the digits read lately. A warning below 0.6.", "percentunit", query(MEAN),
             steps=((None, RED), (0.6, YELLOW), (0.9, GREEN)), width=4, decimals=1, runbooks=["NumeralLowConfidence"]),
        stat("Sure", "Share of glyphs with the verdict 'digit'.", "percentunit",
             query('sum(rate(numeral_verdicts_total{@, verdict="digit"}[$__rate_interval]))'
                   " / sum(rate(numeral_verdicts_total{@}[$__rate_interval]))"), width=4, decimals=1),
        stat("Largest drift", "The largest population stability index. 0.1 is usual, 0.25 another population.", "short",
             query('max(numeral_drift_score{@, statistic="psi"})'), steps=DRIFT, width=4, decimals=3,
             runbooks=["NumeralDrift"]),
        stat("Right, by feedback", "Share that was right of the last 1000 requests with feedback.", "percentunit",
             query("avg(numeral_feedback_accuracy_ratio{@})"), steps=((None, RED), (0.9, YELLOW), (0.97, GREEN)),
             width=4, decimals=1),
        stat("Feedback", "Right answers given in the time shown.", "short",
             query("sum(increase(numeral_feedback_total{@}[$__range]))", instant=True), width=4, graph=False,
             decimals=0),
        stat("Glyphs", "Read in the time shown.", "short",
             query("sum(increase(model_predictions_total{@}[$__range]))", instant=True), width=4, graph=False,
             decimals=0),
    ]


def classes():
    return [
        row("Classes"),
        compared("Classes against the reference", "Share of each class in the time shown, beside what the model was "
                 "made with.", "percentunit", "predicted_class",
                 query("sum by (predicted_class) (increase(model_predictions_total{@}[$__range]))"
                       " / scalar(sum(increase(model_predictions_total{@}[$__range])))", "read"),
                 query("avg by (predicted_class) (numeral_reference_class_ratio{@})", "reference")),
        lines("Classes over time", "Glyphs read as each class, a second.", "cps",
              query("sum by (predicted_class) (rate(model_predictions_total{@}[$__rate_interval]))",
                    "{{predicted_class}}"), width=12, stacked=True),
    ]


def confidence():
    return [
        row("Confidence and verdicts"),
        heatmap("Confidence", "How many glyphs a second were read with which confidence.", "percentunit",
                query("sum by (le) (rate(model_confidence_score_bucket{@}[$__rate_interval]))", "{{le}}"),
                runbooks=["NumeralLowConfidence"]),
        lines("Mean confidence over time", "Of single glyphs. A warning below 0.6.", "percentunit", query(MEAN, "mean"),
              query("histogram_quantile(0.1, sum by (le) (rate(model_confidence_score_bucket{@}[$__rate_interval])))",
                    "lowest tenth"), width=12, most=1, steps=((None, RED), (0.6, RED)),
              calcs=("lastNotNull", "min"), runbooks=["NumeralLowConfidence"]),
        lines("Low confidence", "Share of glyphs below each threshold.", "percentunit",
              query("sum by (threshold) (rate(model_low_confidence_total{@}[$__rate_interval]))"
                    " / scalar(sum(rate(model_confidence_score_count{@}[$__rate_interval])))", "below {{threshold}}"),
              most=1),
        lines("Verdicts", "Share of each.", "percentunit",
              query("sum by (verdict) (rate(numeral_verdicts_total{@}[$__rate_interval]))"
                    " / scalar(sum(rate(numeral_verdicts_total{@}[$__rate_interval])))", "{{verdict}}"),
              stacked=True, most=1, colours=VERDICTS),
        lines("Not sure, by source", "Share of glyphs that were no clear digit.", "percentunit",
              query('sum by (source) (rate(numeral_verdicts_total{@, verdict!="digit"}[$__rate_interval]))'
                    " / sum by (source) (rate(numeral_verdicts_total{@}[$__rate_interval]))", "{{source}}"), most=1),
    ]


def drift():
    return [
        row("Drift from the reference"),
        lines("Population stability index", "By feature: below 0.1 nothing has changed, from 0.25 it is another "
              "population.", "short",
              query('max by (feature) (numeral_drift_score{@, statistic="psi"})', "{{feature}}"), width=12,
              steps=DRIFT, decimals=3, runbooks=["NumeralDrift"]),
        lines("Kolmogorov-Smirnov", "The largest distance between the two distributions of each feature, 0 to 1.",
              "short", query('max by (feature) (numeral_drift_score{@, statistic="ks"})', "{{feature}}"), width=6,
              decimals=3, runbooks=["NumeralDrift"]),
        lines("Samples in the window", "What the scores rest upon.", "short",
              query("sum by (model) (numeral_drift_window_samples{@})", "{{model}}"), width=6),
    ]


def feedback():
    return [
        row("Feedback"),
        lines("Right, by feedback, over time", "Share that was right of the last 1000 requests with feedback, by instance.",
              "percentunit", query("avg by (instance) (numeral_feedback_accuracy_ratio{@})", "{{instance}}"), most=1,
              calcs=("lastNotNull", "min")),
        lines("Feedback over time", "Right answers given over ten minutes.", "short",
              query("sum by (outcome) (increase(numeral_feedback_total{@}[10m]))", "{{outcome}}"), stacked=True,
              colours={"correct": GREEN, "wrong": RED}),
        bars("Right, by label", "Share of each label that was read right, in the time shown.", "percentunit",
             query('sum by (label) (increase(numeral_feedback_class_total{@, outcome="correct"}[$__range]))'
                   " / (sum by (label) (increase(numeral_feedback_class_total{@}[$__range])) > 0)", "{{label}}"),
             most=1, steps=((None, RED), (0.9, YELLOW), (0.97, GREEN))),
    ]


def models():
    return [
        row("Models"),
        table("Loaded models", "One row an instance.", "instance",
              ("Loaded", "short", "max by (instance, model, version, sha256, device) (numeral_model_info{@})", None),
              ("Reloads", "short", 'sum by (instance) (numeral_model_reloads_total{@, outcome="success"})', None),
              ("Failed reloads", "short", 'sum by (instance) (numeral_model_reloads_total{@, outcome="failure"})',
               [(None, GREEN), (1, ORANGE)]),
              labels=(("model", "Model"), ("version", "Version"), ("sha256", "SHA-256"), ("device", "Device")),
              width=16, height=6),
        lines("The model's time", "Mean time of the model for one request, by device.", "s",
              query("sum by (device) (rate(model_inference_time_total_seconds_sum{@}[$__rate_interval]))"
                    " / sum by (device) (rate(model_inference_time_total_seconds_count{@}[$__rate_interval]))",
                    "{{device}}"), height=6, colours={"cpu": BLUE}),
    ]


def board():
    return dashboard("numeral-model-quality", "Model quality",
                     "Classes, confidence, verdicts, drift from the reference, and what people say was right.",
                     summary() + classes() + confidence() + drift() + feedback() + models(), spread="6h")
