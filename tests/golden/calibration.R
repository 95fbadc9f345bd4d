# SPDX-License-Identifier: Apache-2.0
# The R side of make_rms.py: reads requests (name of the data, tab, file of outcomes and risks) from stdin, writes answers. Where the variable
# CALIBRATION_CURVES names the folder R of CalibrationCurves' source, val.prob.ci.2 is read from there; it runs with this rms, too.
# Doubles travel as hexadecimal text. An answer: data, metric, parameters as JSON, value, tool, call.
suppressWarnings(suppressMessages(library(rms)))

answer <- function(data, metric, value, tool, call, parameters = "{}")
  cat(paste(data, metric, parameters, sprintf("%a", value), tool, call, sep = "\t"), "\n", sep = "")
exact <- glm.control(epsilon = 1e-15, maxit = 100)

calibration_of <- function(data, y, p) {
  x <- qlogis(p)
  both <- glm(y ~ x, family = binomial, control = exact)
  large <- glm(y ~ 1, offset = x, family = binomial, control = exact)
  none <- glm(y ~ 0, offset = x, family = binomial, control = exact)
  chi2 <- deviance(none) - deviance(both)
  answer(data, "calibration_slope", coef(both)[[2]], "R", "glm(y ~ qlogis(p), binomial)")
  answer(data, "calibration_intercept", coef(large)[[1]], "R", "glm(y ~ 1, offset = qlogis(p), binomial)")
  answer(data, "calibration_joint_chi2", chi2, "R", "difference of the deviances of two glm")
  answer(data, "calibration_joint_p", pchisq(chi2, 2, lower.tail = FALSE), "R", "pchisq")
  v <- val.prob(p, y, pl = FALSE)
  answer(data, "brier", v[["Brier"]], "rms", "val.prob")
  answer(data, "calibration_slope", v[["Slope"]], "rms", "val.prob")
  answer(data, "calibration_joint_chi2", v[["U:Chi-sq"]], "rms", "val.prob")
  answer(data, "spiegelhalter_z", v[["S:z"]], "rms", "val.prob")
  answer(data, "spiegelhalter_p", v[["S:p"]], "rms", "val.prob")
}

hosmer_of <- function(data, y, p, g) {
  group <- cut(p, unique(quantile(p, seq(0, 1, 1 / g), type = 7)), include.lowest = TRUE)
  e <- tapply(p, group, sum); o <- tapply(y, group, sum); n <- tapply(y, group, length)
  chi2 <- sum((o - e)^2 / (e * (1 - e / n)))
  answer(data, "hosmer_lemeshow", chi2, "R", "quantile(type = 7), cut", sprintf('{"bins": %d}', g))
  answer(data, "hosmer_lemeshow_p", pchisq(chi2, length(n), lower.tail = FALSE), "R", "pchisq", sprintf('{"bins": %d}', g))
  answer(data, "hosmer_lemeshow_p", pchisq(chi2, length(n) - 2, lower.tail = FALSE), "R", "pchisq", sprintf('{"bins": %d, "validation": "internal"}', g))
}

curves_of <- function(data, y, p) {
  v <- suppressWarnings(val.prob.ci.2(p, y, pl = FALSE, argzLoess = alist(degree = 2, control = loess.control(surface = "direct"))))
  of <- c(calibration_slope = "Slope", calibration_intercept = "Intercept", brier = "Brier", scaled_brier = "Brier scaled",
    calibration_joint_chi2 = "U:Chi-sq", calibration_joint_p = "U:p")
  for (metric in names(of)) answer(data, metric, v$stats[[of[[metric]]]], "CalibrationCurves", "val.prob.ci.2")
  answer(data, "ici", v$stats[["Eavg"]], "CalibrationCurves", "val.prob.ci.2(argzLoess = direct), Eavg", '{"smoother": "loess"}')
  answer(data, "auroc lower", v$Cindex[[2]], "CalibrationCurves", "val.prob.ci.2, Cindex")
  answer(data, "auroc upper", v$Cindex[[3]], "CalibrationCurves", "val.prob.ci.2, Cindex")
  curve <- fitted(loess(y ~ p, degree = 2, control = loess.control(surface = "direct")))
  answer(data, "ici", mean(abs(p - pmin(pmax(curve, 0), 1))), "R", "loess(surface = 'direct'), cut at 0 and 1", '{"smoother": "loess"}')
}

curves <- Sys.getenv("CALIBRATION_CURVES")
if (nzchar(curves)) {
  for (file in c("helperFunctions.R", "ci.auc.R", "auc.nonpara.mw.R", "val.prob.ci.2.R")) source(file.path(curves, file))
  pdf(NULL)
  cat("version", "CalibrationCurves", read.dcf(file.path(curves, "../DESCRIPTION"), "Version"), "\n", sep = "\t")
}
cat("version", "R", as.character(getRversion()), "\n", sep = "\t")
cat("version", "rms", as.character(packageVersion("rms")), "\n", sep = "\t")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  d <- read.table(w[2], colClasses = c("integer", "character"))
  p <- as.numeric(d[[2]])
  calibration_of(w[1], d[[1]], p)
  if (nzchar(curves)) curves_of(w[1], d[[1]], p)
  for (g in c(8, 10)) hosmer_of(w[1], d[[1]], p, g)
}
