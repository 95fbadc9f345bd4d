// SPDX-License-Identifier: Apache-2.0
// The methods that serve comparisons alone: their names and texts. What they compute stands in the layer compare and in
// src/engine/contrast_interval.cpp, because they need more than the numbers that are compared, such as the table of pairs.
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {

method_record const methods::newcombe{
    .name = "newcombe",
    .label = "Newcombe 10",
    .meaning =
        "Interval of the difference of two proportions from the Wilson interval of each; for proportions on the same rows, with their "
        "correlation.",
    .reference = "Newcombe RG. Stat Med 1998;17:873-890 and 17:2635-2650",
    .accepts = {},
    .needs_independent_rows = form_kind::proportion,
    .most_sides = 2,
};

method_record const methods::hull_mover_delong{
    .name = "hull_mover_delong",
    .label = "Hull MOVER–DeLong",
    .meaning =
        "The smallest interval that contains both the MOVER interval, from the beta bounds of the two AUROCs, and DeLong’s interval of "
        "their difference. Each of them is too narrow in some samples.",
    .reference = "Zou GY, Donner A. Stat Med 2008;27:1693-1702; DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845",
    .accepts = {},
    .most_sides = 2,
};

method_record const methods::tango{
    .name = "tango",
    .label = "Tango",
    .meaning = "Score interval of the difference of two proportions on the same rows.",
    .reference = "Tango T. Stat Med 1998;17:891-908",
    .accepts = {},
    .needs_independent_rows = form_kind::proportion,
    .most_sides = 2,
};

method_record const methods::miettinen_nurminen{
    .name = "miettinen_nurminen",
    .label = "Miettinen–Nurminen",
    .meaning = "Score interval of the difference of two independent proportions.",
    .reference = "Miettinen O, Nurminen M. Stat Med 1985;4:213-226",
    .accepts = {},
    .needs_independent_rows = form_kind::proportion,
    .most_sides = 2,
};

method_record const methods::split{
    .name = "split",
    .label = "Split",
    .meaning =
        "Interval of the largest gap, or of the worst group, from the intervals of all groups: the upper limit of the gap from their "
        "pointwise limits, the lower one from limits that hold for all groups at once. This combination is new and has not been reviewed "
        "by others.",
    .reference = "After Tukey–Kramer; Zou GY, Donner A. Stat Med 2008;27:1693-1702",
    .accepts = {},
    .most_sides = 255,
};

}  // namespace CLINMETRICS_NAMESPACE
