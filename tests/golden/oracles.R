# SPDX-License-Identifier: Apache-2.0
# The R side of make_r.py: reads requests (one tab-separated line each) from stdin, writes answers.
#   auc DATA FILE            pROC: AUC, DeLong variance, DeLong and logit limits at 95 and 90 %
#   tests DATA TP FP FN TN   epiR::epi.tests, psych::cohen.kappa
#   smr DATA OBSERVED EXPECTED   epiR::epi.smr: observed / expected
# Doubles travel as hexadecimal text, so that nothing is rounded on the way. An answer: data, metric, ci, level, value, lower, upper, se, tool, call.
suppressWarnings(suppressMessages({library(pROC); library(epiR)}))

hex <- function(x) ifelse(is.na(x), "-", sprintf("%a", x))
answer <- function(data, metric, ci, level, value, lower, upper, se, tool, call)
  cat(paste(data, metric, ci, hex(level), hex(value), hex(lower), hex(upper), hex(se), tool, call, sep = "\t"), "\n", sep = "")
none <- NA_real_

auc_of <- function(data, file) {
  d <- read.table(file, colClasses = c("integer", "character"))
  score <- as.numeric(d[[2]])
  r <- roc(d[[1]], score, levels = c(0, 1), direction = "<", quiet = TRUE)
  a <- as.numeric(auc(r)); se <- sqrt(var(r, method = "delong"))
  answer(data, "auroc", "-", none, a, none, none, none, "pROC", "auc(direction = '<')")
  for (level in c(0.95, 0.9)) {
    limits <- suppressWarnings(as.numeric(ci.auc(r, conf.level = level, method = "delong")))
    answer(data, "auroc", "delong", level, a, limits[1], limits[3], se, "pROC", "ci.auc(method = 'delong')")
    step <- qnorm((1 + level) / 2) * se / (a * (1 - a))
    answer(data, "auroc", "logit_delong", level, a, plogis(qlogis(a) - step), plogis(qlogis(a) + step), se, "pROC", "var(method = 'delong') on the logit")
  }
}

names_of <- c(ap = "detection_prevalence", tp = "prevalence", se = "sensitivity", sp = "specificity", diag.ac = "accuracy", pv.pos = "ppv", pv.neg = "npv",
  p.tpdn = "fpr", p.tndp = "fnr", p.dntp = "fdr", p.dptn = "false_omission_rate")
ratios <- c(diag.or = "diagnostic_odds_ratio", lr.pos = "lr_positive", lr.neg = "lr_negative")
methods <- c("clopper-pearson" = "clopper_pearson", wilson = "wilson", agresti = "agresti_coull", jeffreys = "jeffreys")

tests_of <- function(data, cells) {
  t <- as.table(matrix(cells, nrow = 2, byrow = TRUE))  # TP FP / FN TN
  for (method in names(methods)) for (level in c(0.95, 0.9)) {
    call <- sprintf("epi.tests(method = '%s')", method)
    x <- epi.tests(t, method = method, digits = 4, conf.level = level)$detail
    for (i in seq_len(nrow(x))) {
      s <- as.character(x$statistic[i])
      if (s %in% names(names_of)) {
        if (method == "wilson" && level == 0.95) answer(data, names_of[[s]], "-", none, x$est[i], none, none, none, "epiR", call)
        answer(data, names_of[[s]], methods[[method]], level, x$est[i], x$lower[i], x$upper[i], none, "epiR", call)
      } else if (s %in% names(ratios) && method == "wilson") {
        if (level == 0.95) answer(data, ratios[[s]], "-", none, x$est[i], none, none, none, "epiR", call)
        answer(data, ratios[[s]], "log", level, x$est[i], x$lower[i], x$upper[i], none, "epiR", call)
      } else if (s == "youden" && method == "wilson" && level == 0.95) {
        answer(data, "informedness", "-", none, x$est[i], none, none, none, "epiR", call)
      }
    }
  }
  answer(data, "kappa", "-", none, suppressWarnings(suppressMessages(psych::cohen.kappa(matrix(cells, nrow = 2, byrow = TRUE))))$kappa, none, none, none, "psych", "cohen.kappa")
}

for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  switch(w[1],
    auc = auc_of(w[2], w[3]),
    tests = tests_of(w[2], as.numeric(w[3:6])),
    smr = answer(w[2], "observed_expected_ratio", "-", none, epi.smr(obs = as.numeric(w[3]), exp = as.numeric(w[4]))$est, none, none, none, "epiR", "epi.smr"))
}
for (tool in c("pROC", "epiR", "psych")) cat("version", tool, as.character(packageVersion(tool)), "\n", sep = "\t")
