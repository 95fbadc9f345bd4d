# SPDX-License-Identifier: Apache-2.0
# Comparisons of two tables by epiR, PropCIs and DTComPair: writes tables.csv beside this file; R 4.2.2 on Debian 12.
#   apt install r-base-core r-cran-epir r-cran-gee r-cran-ellipse
#   PropCIs 0.3-0 and DTComPair 1.2.2 are on CRAN (GPL, only run); R_LIBS names the library where they are installed
#   R_LIBS=library Rscript --vanilla tests/golden/compare/make_tables.R
# Cells: of two groups events and rows, each twice; of two models on the same rows both, first, second, neither; for predictive values these
# four of the rows with the outcome, and of those without.
suppressWarnings(suppressMessages({library(epiR); library(DTComPair)}))
here <- "tests/golden/compare"

rows <- list()
add <- function(what, cells, metric, numbers, tool, call) {
  found <- setNames(rep("", 4), c("lower", "upper", "statistic", "p"))
  found[names(numbers)] <- sprintf("%.17g", numbers)
  rows[[length(rows) + 1]] <<- c(what = what, cells = paste(cells, collapse = "/"), metric = metric, found, tool = tool,
    version = as.character(packageVersion(tool)), call = call)
}
limits <- function(x) setNames(as.numeric(x), c("lower", "upper"))

for (t in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 1, 29), c(30, 400, 12, 350), c(197, 200, 380, 400), c(81, 263, 15, 148))) {
  found <- epi.conf(matrix(c(t[1], t[2] - t[1], t[3], t[4] - t[3]), 1), "prop.unpaired")
  add("groups", t, "newcombe", limits(found[c("lower", "upper")]), "epiR", "epi.conf(ctype = 'prop.unpaired')")
  add("groups", t, "miettinen_nurminen", limits(diffscoreci(t[1], t[2], t[3], t[4], .95)$conf.int), "PropCIs", "diffscoreci")
}
for (t in list(c(36, 12, 2, 5), c(18, 3, 1, 8), c(20, 12, 2, 16), c(101, 121, 59, 33), c(59, 6, 16, 80), c(400, 30, 55, 120), c(5, 9, 8, 4))) {
  found <- epi.conf(matrix(t, 1), "prop.paired")
  add("pairs", t, "newcombe", limits(found[c("lower", "upper")]), "epiR", "epi.conf(ctype = 'prop.paired')")
  add("pairs", t, "tango", limits(scoreci.mp(t[3], t[2], sum(t), .95)$conf.int), "PropCIs", "scoreci.mp")
  p <- sesp.exactbinom(read.tab.paired(t[1], t[3], t[2], t[4], 9, 1, 2, 8))$sensitivity[["p.value"]]
  add("pairs", t, "mcnemar_exact", c(p = p), "DTComPair", "sesp.exactbinom")
}
for (t in list(c(319, 78, 22, 32, 31, 53, 22, 155), c(40, 6, 3, 12, 9, 14, 5, 70), c(12, 9, 4, 7, 5, 8, 11, 30), c(150, 20, 41, 60, 80, 33, 12, 900))) {
  found <- pv.wgs(read.tab.paired(t[1], t[3], t[2], t[4], t[5], t[7], t[6], t[8]))
  for (metric in c("ppv", "npv")) add("predictive", t, metric, setNames(found[[metric]][4:5], c("statistic", "p")), "DTComPair", "pv.wgs")
}
write.csv(as.data.frame(do.call(rbind, rows)), file.path(here, "tables.csv"), row.names = FALSE, quote = FALSE)
