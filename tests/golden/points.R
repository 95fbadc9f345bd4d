# SPDX-License-Identifier: Apache-2.0
# The R side of make_points.py: reads requests (one tab-separated line each) from stdin, writes one answer a line, all by pROC.
#   point FILE INPUT X                      coords: sensitivity, specificity, true positives, false positives, PPV
#   area FILE LOWER UPPER FOCUS CORRECT     auc(partial.auc =)
#   corner FILE SENSITIVITY SPECIFICITY     the area right of the point at this sensitivity and above it
#   limits FILE OF X LEVEL REPLICATES       ci.se, ci.sp: stratified bootstrap, seed 1
# Doubles travel as hexadecimal text. First line: pROC's version. If a point is a whole level piece of the curve, pROC gives its ends; the
# better one is answered.
suppressWarnings(suppressMessages(library(pROC)))

curves <- new.env()
curve_of <- function(file) {
  if (is.null(curves[[file]])) {
    d <- read.table(file, colClasses = c("integer", "character"))
    curves[[file]] <- roc(d[[1]], as.numeric(d[[2]]), levels = c(0, 1), direction = "<", quiet = TRUE)
  }
  curves[[file]]
}

point <- function(r, input, x) {
  p <- coords(r, x = x, input = input, ret = c("sensitivity", "specificity", "tp", "fp", "ppv"), transpose = FALSE)
  p[order(-p$sensitivity - p$specificity)[1], ]
}

corner <- function(r, sensitivity, specificity) {
  from <- point(r, "sensitivity", sensitivity)$specificity
  if (from <= specificity) return(0)
  as.numeric(auc(r, partial.auc = c(from, specificity))) - sensitivity * (from - specificity)
}

limits <- function(r, of, x, level, replicates) {
  set.seed(1)
  found <- if (of == "sensitivity") ci.se(r, x, level, replicates, progress = "none") else ci.sp(r, x, level, replicates, progress = "none")
  found[1, c(1, 3)]
}

cat(as.character(packageVersion("pROC")), "\n", sep = "")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  r <- curve_of(w[2])
  x <- switch(w[1],
    point = unlist(point(r, w[3], as.numeric(w[4]))),
    area = as.numeric(auc(r, partial.auc = as.numeric(w[4:3]), partial.auc.focus = w[5], partial.auc.correct = w[6] == "mcclish")),
    limits = limits(r, w[3], as.numeric(w[4]), as.numeric(w[5]), as.numeric(w[6])),
    corner = corner(r, as.numeric(w[3]), as.numeric(w[4])))
  cat(paste(sprintf("%a", x), collapse = "\t"), "\n", sep = "")
}
