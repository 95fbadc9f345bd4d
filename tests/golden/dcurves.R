# SPDX-License-Identifier: Apache-2.0
# The R side of make_dcurves.py: reads requests (name of the data, tab, prevalence or "-", tab, file of outcomes and risks) from stdin, writes
# one answer a line: data, prevalence, model, threshold, net benefit. Doubles travel as hexadecimal text. First line: the version of dcurves.
suppressWarnings(suppressMessages(library(dcurves)))

cat(as.character(packageVersion("dcurves")), "\n", sep = "")
for (line in readLines(file("stdin"))) {
  w <- strsplit(line, "\t")[[1]]
  table <- read.table(w[3], colClasses = c("integer", "character"))
  d <- data.frame(y = table[[1]], model = as.numeric(table[[2]]))
  stated <- if (w[2] == "-") NULL else as.numeric(w[2])
  found <- suppressMessages(as_tibble(dca(y ~ model, d, thresholds = c(.05, .1, .15, .2, .25, .35), prevalence = stated)))
  found <- found[found$variable != "none", ]
  cat(paste(w[1], w[2], found$variable, sprintf("%.2f", found$threshold), sprintf("%a", found$net_benefit), sep = "\t"), sep = "\n")
}
