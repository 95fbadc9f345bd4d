# SPDX-License-Identifier: Apache-2.0
# The R side of make_rms.py: reads requests (name of the data, tab, file of outcomes and risks) from stdin, writes answers.
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

cat("version", "R", as.character(getRversion()), "\n", sep = "\t")
cat("version", "rms", as.character(packageVersion("rms")), "\n", sep = "\t")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  d <- read.table(w[2], colClasses = c("integer", "character"))
  p <- as.numeric(d[[2]])
  calibration_of(w[1], d[[1]], p)
  for (g in c(8, 10)) hosmer_of(w[1], d[[1]], p, g)
}
