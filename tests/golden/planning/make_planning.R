# SPDX-License-Identifier: Apache-2.0
# Numbers of R 4.2.2 (base, and pROC 1.18.0 of Debian 12) for tests/cpp/planning: each by R's own distributions, tests and integrals.
#   Rscript --vanilla tests/golden/planning/make_planning.R
suppressWarnings(suppressMessages(library(pROC)))
here <- "tests/golden/planning"
options(digits = 17)
write_rows <- function(name, rows) {
  table <- as.data.frame(do.call(rbind, rows))
  for (k in seq_along(table)) table[[k]] <- sprintf("%.15g", table[[k]])
  write.csv(table, file.path(here, name), row.names = FALSE, quote = FALSE)
}

# ---- a proportion: the power by binom.test's limits, the width as a mean over dbinom; least n by trying every one --------------------
lower_limit <- function(x, n, level) if (x == 0) 0 else as.numeric(binom.test(x, n, conf.level = level)$conf.int[1])
power_of <- function(n, expected, goal, level) {
  limits <- vapply(0:n, lower_limit, 0, n = n, level = level)
  sum(dbinom(0:n, n, expected)[limits >= goal])
}
width_of <- function(n, p, level) sum(dbinom(0:n, n, p) * vapply(0:n, function(x) diff(as.numeric(binom.test(x, n, conf.level = level)$conf.int)), 0))
wilson_width <- function(n, p, level) sum(dbinom(0:n, n, p) * vapply(0:n, function(x) diff(as.numeric(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)), 0))
rows <- list()
for (n in c(5, 30, 108, 250)) for (s in list(c(.9, .8, .95), c(.75, .6, .9), c(.98, .95, .95)))
  rows[[length(rows) + 1]] <- c(n = n, expected = s[1], goal = s[2], level = s[3], power = power_of(n, s[1], s[2], s[3]),
    clopper_pearson = width_of(n, s[1], s[3]), wilson = suppressWarnings(wilson_width(n, s[1], s[3])))
write_rows("proportion.csv", rows)

fast_power <- function(n, expected, goal, level) {  # qbinom in place of binom.test
  x <- qbinom((1 - level) / 2, n, goal, lower.tail = FALSE) + 1
  pbinom(x - 1, n, expected, lower.tail = FALSE)
}
rows <- list()
for (s in list(c(.9, .8, .8), c(.9, .85, .8), c(.95, .9, .9), c(.7, .5, .8), c(.99, .9, .9), c(.6, .55, .8))) {
  powers <- vapply(1:5000, fast_power, 0, expected = s[1], goal = s[2], level = .95)
  rows[[length(rows) + 1]] <- c(expected = s[1], goal = s[2], power = s[3], n = max(which(powers < s[3])) + 1)
}
write_rows("proportion_rows.csv", rows)

# ---- AUROC: pROC's closed form, with 1/(32*pi) and sqrt(2) in place of its .0099 and 1.414; Owen's T by integrate -------------------
owen <- function(h, a) integrate(function(x) exp(-h^2 * (1 + x^2) / 2) / (1 + x^2), 0, a, rel.tol = 1e-13)$value / (2 * pi)
both_right <- function(theta)  # P(two positive scores exceed one negative score), by integration over the negative score
  integrate(function(z) pnorm(sqrt(2) * qnorm(theta) + z)^2 * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value
rows <- list()
for (theta in c(.5, .6, .75, .8, .9, .97)) for (size in list(c(20, 80), c(100, 100), c(400, 50))) {
  kappa <- size[2] / size[1]
  published <- pROC:::var.theta.obuchowski(theta, kappa) / size[1]
  a <- qnorm(theta) * sqrt(2)
  exact_constants <- published / (.0099 * exp(-(qnorm(theta) * 1.414)^2 / 2) * ((5 * (qnorm(theta) * 1.414)^2 + 8) + ((qnorm(theta) * 1.414)^2 + 8) / kappa)) *
    exp(-a^2 / 2) / (32 * pi) * ((5 * a^2 + 8) + (a^2 + 8) / kappa)
  q <- both_right(theta)
  rows[[length(rows) + 1]] <- c(auroc = theta, n_positive = size[1], n_negative = size[2], proc = published, obuchowski = exact_constants,
    binormal = (theta * (1 - theta) + (sum(size) - 2) * (q - theta^2)) / prod(size))
}
write_rows("auroc_variance.csv", rows)

# The correlation of two AUROCs: covariance and variances of pROC, to whose variances that of the two parameters is added.
full <- function(a, kappa) pROC:::var.params.obuchowski(a, 1, kappa) + 2 * pROC:::f.full(a, 1) * pROC:::g.full(a, 1) * a / 2
rows <- list()
for (t in list(c(.85, .8), c(.7, .7), c(.95, .6))) for (r in list(c(.5, .5), c(.9, .3), c(0, .6), c(1, 1))) for (prevalence in c(.1, .5)) {
  kappa <- (1 - prevalence) / prevalence
  a <- sqrt(2) * qnorm(t)
  cov <- pROC:::cov.params.obuchowski(a[1], 1, a[2], 1, rn = r[2], ra = r[1], kappa = kappa)
  rows[[length(rows) + 1]] <- c(a = t[1], b = t[2], r_positive = r[1], r_negative = r[2], prevalence = prevalence,
    correlation = cov / sqrt(full(a[1], kappa) * full(a[2], kappa)))
}
write_rows("auroc_correlation.csv", rows)

# ---- calibration slope: the information by integrate ------------------------------------------------------------------------------
information <- function(density, lower, upper, slope, intercept) vapply(0:2, function(k)
  integrate(function(x) { q <- plogis(intercept + slope * x); q * (1 - q) * x^k * density(x) }, lower, upper, rel.tol = 1e-11, subdivisions = 2000)$value, 0)
rows <- list()
add <- function(kind, a, b, slope, intercept, i) rows[[length(rows) + 1]] <<- c(kind = kind, a = a, b = b, slope = slope, intercept = intercept, i00 = i[1], i01 = i[2], i11 = i[3])
for (t in list(c(1, 0), c(.8, .2))) {
  for (m in list(c(-1.75, 1.47), c(-5, 2.5), c(0, .3)))
    add(0, m[1], m[2], t[1], t[2], information(function(x) dnorm(x, m[1], m[2]), m[1] - 12 * m[2], m[1] + 12 * m[2], t[1], t[2]))
  for (m in list(c(1.33, 1.75), c(.5, 5), c(20, 60)))
    add(1, m[1], m[2], t[1], t[2], information(function(x) dbeta(plogis(x), m[1], m[2]) * plogis(x) * plogis(-x), -60, 30, t[1], t[2]))
  for (m in list(c(.8, .018), c(.7, .3), c(.95, .5))) {
    s <- sqrt(2) * qnorm(m[1]); center <- qlogis(m[2])
    density <- function(x) t[1] * (m[2] * dnorm(t[2] + t[1] * x, center + s^2 / 2, s) + (1 - m[2]) * dnorm(t[2] + t[1] * x, center - s^2 / 2, s))
    add(2, m[1], m[2], t[1], t[2], information(density, (center - 10 * s - s^2) / t[1] - 1, (center + 10 * s + s^2) / t[1] + 1, t[1], t[2]))
  }
}
write_rows("slope_information.csv", rows)

# ---- McNemar: the sum over both numbers of discordant rows, with binom.test (exact) and the mid-p value -----------------------------
p_of <- function(k, d, mid) if (d == 0) 1 else min(1, 2 * pbinom(min(k, d - k), d, .5) - (if (mid) dbinom(k, d, .5) else 0))
mcnemar_power <- function(n, a, b, mid, alpha) {
  total <- 0
  for (d in 0:n) for (k in 0:d) if (p_of(k, d, mid) <= alpha) total <- total + dbinom(d, n, a + b) * dbinom(k, d, a / (a + b))
  total
}
rows <- list()
for (s in list(c(.15, .05), c(.3, .1), c(.2, 0), c(.1, .1))) for (n in c(10, 60, 158)) for (mid in c(0, 1))
  rows[[length(rows) + 1]] <- c(n = n, a_only = s[1], b_only = s[2], mid_p = mid, power = mcnemar_power(n, s[1], s[2], mid == 1, .05))
write_rows("mcnemar.csv", rows)
