# SPDX-License-Identifier: Apache-2.0
# The R side of make_smooth.py. Requests, one tab-separated line each, from stdin:
#   curve DATA FILE     distances of calibration curves from the diagonal: splines by rms (Hmisc::rcspline.eval) and glm, loess by stats
#   fit NAME FILE       loess, lowess, isoreg and a spline basis of two columns x and y
# Doubles travel as hexadecimal text. Answers are tab-separated lines: what, name, method, numbers.
suppressWarnings(suppressMessages(library(Hmisc)))

answer <- function(...) cat(paste(..., sep = "\t"), "\n", sep = "")
hex <- function(x) paste(sprintf("%a", x), collapse = " ")
columns <- function(file) {
  d <- read.table(file, colClasses = "character")
  data.frame(x = as.numeric(d[[1]]), y = as.numeric(d[[2]]))
}
shares <- list("3" = c(.1, .5, .9), "4" = c(.05, .35, .65, .95), "5" = c(.05, .275, .5, .725, .95))

distances <- function(data, smoother, p, c) {
  d <- abs(c - p)
  answer("distances", data, smoother, hex(c(mean(d), quantile(d, c(.5, .9), type = 7), max(d))))
}

curve_of <- function(data, file) {
  d <- columns(file)
  p <- d$x; y <- d$y
  smooth <- predict(loess(y ~ p, span = .75, degree = 2, control = loess.control(surface = "direct")), data.frame(p = p))
  distances(data, "loess", p, pmin(pmax(smooth, 0), 1))
  if (any(p <= 0 | p >= 1)) return(invisible())
  smaller <- min(table(y))
  knots <- quantile(qlogis(p), shares[[as.character(if (smaller < 30) 3 else if (smaller < 100) 4 else 5)]], type = 7)
  x <- rcspline.eval(qlogis(p), knots = knots, inclx = TRUE)
  distances(data, "rcs", p, fitted(glm(y ~ x, family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100))))
}

fit_of <- function(name, file) {
  d <- columns(file)
  x <- d$x; y <- d$y
  at <- seq(min(x), max(x), length.out = 21)
  answer("at", name, "x", hex(at))
  for (degree in 0:2) for (span in c(.3, .75))
    answer("loess", name, paste0("degree=", degree, " span=", span),
      hex(predict(loess(y ~ x, span = span, degree = degree, control = loess.control(surface = "direct")), data.frame(x = at))))
  low <- lowess(x, y, f = 2 / 3, iter = 0, delta = 0)
  answer("lowess", name, "x", hex(low$x)); answer("lowess", name, "y", hex(low$y))
  answer("isoreg", name, "y", hex(isoreg(x, y)$yf))
  for (k in names(shares)) {
    knots <- quantile(x, shares[[k]], type = 7)
    answer("knots", name, k, hex(knots))
    answer("basis", name, k, hex(rcspline.eval(at, knots = knots, inclx = TRUE)))
    logits <- quantile(qlogis(x), shares[[k]], type = 7)
    f <- glm((y > 2) ~ rcspline.eval(qlogis(x), knots = logits, inclx = TRUE), family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100))
    design <- cbind(1, rcspline.eval(qlogis(at), knots = logits, inclx = TRUE))
    answer("logit", name, k, hex(drop(design %*% coef(f))))
    answer("logit_se", name, k, hex(sqrt(diag(design %*% vcov(f) %*% t(design)))))
  }
}

for (line in readLines(file("stdin"))) {
  r <- strsplit(line, "\t")[[1]]
  if (r[1] == "curve") curve_of(r[2], r[3]) else fit_of(r[2], r[3])
}
answer("version", "R", "-", paste(R.version$major, R.version$minor, sep = "."))
answer("version", "Hmisc", "-", as.character(packageVersion("Hmisc")))
