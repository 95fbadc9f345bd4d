# SPDX-License-Identifier: Apache-2.0
# The R side of make_roc_test.py: reads requests (one tab-separated line each) from stdin, writes one answer a line, all by pROC.
#   PAIRED FILE FILE ALTERNATIVE LEVEL   roc.test(method = "delong"): statistic, degrees of freedom, p, limits of the difference
# Doubles travel as hexadecimal text. First line: pROC's version.
suppressWarnings(suppressMessages(library(pROC)))

curve_of <- function(file) {
  d <- read.table(file, colClasses = c("integer", "character"))
  roc(d[[1]], as.numeric(d[[2]]), levels = c(0, 1), direction = "<", quiet = TRUE)
}

cat(as.character(packageVersion("pROC")), "\n", sep = "")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  t <- suppressWarnings(roc.test(curve_of(w[2]), curve_of(w[3]), method = "delong", paired = w[1] == "paired", alternative = w[4],
    conf.level = as.numeric(w[5])))
  numbers <- c(t$statistic, if (is.null(t$parameter)) NA else t$parameter, t$p.value, if (is.null(t$conf.int)) c(NA, NA) else t$conf.int)
  cat(paste(sprintf("%a", numbers), collapse = "\t"), "\n", sep = "")
}
