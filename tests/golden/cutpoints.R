# SPDX-License-Identifier: Apache-2.0
# The R side of make_cutpoints.py: reads requests (name of the data, tab, file of outcomes and scores) from stdin, writes the cuts that
# cutpointr and pROC choose and what they reach. Doubles travel as hexadecimal text.
# An answer: data, rule, tool, call, threshold, sensitivity, specificity, accuracy, AUC. cutpointr's constrained metrics are 0 where a cut
# fails: if none is above 0, there is no answer.
# pROC's thresholds lie between two scores: the score above is answered. Of several that are equally good the highest is taken.
suppressWarnings(suppressMessages({library(cutpointr); library(pROC)}))

answer <- function(data, rule, tool, call, numbers) cat(paste(c(data, rule, tool, call, sprintf("%a", numbers)), collapse = "\t"), "\n", sep = "")
no_message <- function(x) suppressWarnings(suppressMessages(x))

by_cutpointr <- function(data, d) {
  of <- function(rule, call, method, metric, ...) {
    found <- no_message(cutpointr(d, s, y, method = method, metric = metric, pos_class = 1, neg_class = 0, direction = ">=",
      use_midpoints = FALSE, break_ties = max, tol_metric = 1e-12, silent = TRUE, ...))
    if (!grepl("constrain", call) || found[[4]] > 0)
      answer(data, rule, "cutpointr", call, c(found$optimal_cutpoint, found$sensitivity, found$specificity, found$acc, found$AUC))
  }
  of("youden", "maximize_metric, youden", maximize_metric, youden)
  of("closest_topleft", "minimize_metric, roc01", minimize_metric, roc01)
  of("min_cost(cost_ratio=5)", "minimize_metric, misclassification_cost(cost_fn = 5)", minimize_metric, misclassification_cost, cost_fn = 5)
  of("min_cost(cost_ratio=0.5)", "minimize_metric, misclassification_cost(cost_fp = 2)", minimize_metric, misclassification_cost, cost_fp = 2)
  of("max_f1", "maximize_metric, F1_score", maximize_metric, F1_score)
  of("sensitivity>=0.9", "maximize_metric, spec_constrain(min_constrain = 0.9)", maximize_metric, spec_constrain, min_constrain = 0.9)
  of("specificity>=0.9", "maximize_metric, sens_constrain(min_constrain = 0.9)", maximize_metric, sens_constrain, min_constrain = 0.9)
  of("ppv>=0.5", "maximize_metric, metric_constrain(sensitivity, ppv, 0.5)", maximize_metric, metric_constrain,
    main_metric = sensitivity, constrain_metric = ppv, min_constrain = 0.5)
}

by_proc <- function(data, d) {
  r <- roc(d$y, d$s, levels = c(0, 1), direction = "<", quiet = TRUE)
  of <- function(rule, method, weights, call) {
    found <- coords(r, "best", best.method = method, best.weights = weights, ret = c("threshold", "sensitivity", "specificity", "accuracy"))
    found <- found[which.max(found$threshold), ]
    cut <- min(Inf, d$s[d$s > found$threshold])
    answer(data, rule, "pROC", call, c(cut, found$sensitivity, found$specificity, found$accuracy, as.numeric(auc(r))))
  }
  of("youden", "youden", c(1, .5), "coords('best')")
  of("closest_topleft", "closest.topleft", c(1, .5), "coords('best', best.method = 'closest.topleft')")
  for (w in list(c(5, .02), c(10, .3), c(.5, .5)))
    of(sprintf("min_cost(cost_ratio=%g, prevalence=%g)", w[1], w[2]), "youden", w, sprintf("coords('best', best.weights = c(%g, %g))", w[1], w[2]))
}

for (tool in c("cutpointr", "pROC")) cat("version", tool, as.character(packageVersion(tool)), "\n", sep = "\t")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  table <- read.table(w[2], colClasses = c("integer", "character"))
  d <- data.frame(y = table[[1]], s = as.numeric(table[[2]]))
  by_cutpointr(w[1], d)
  by_proc(w[1], d)
}
