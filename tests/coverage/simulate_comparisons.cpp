// SPDX-License-Identifier: Apache-2.0
#include "simulate_comparisons.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ask.hpp"
#include "truth.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

/// As results name it.
std::string name_of_metric(question const& q) { return q.metric.substr(0, q.metric.find('(')); }

/// True values by the name of the metric, then by model or group.
using true_values = std::map<std::string, std::vector<double>>;

true_values truths_of_all(cell const& c) {
  true_values all;
  auto one = c;
  one.others.clear();
  for (std::size_t k = 0; k <= c.others.size(); ++k) {
    if (k > 0) one.of = c.others[k - 1];
    auto const values = truths(one);
    for (std::size_t q = 0; q < values.size(); ++q) all[name_of_metric(c.asked[q])].push_back(values[q]);
  }
  return all;
}

/// Both ends lie below, or both above: the worse model or group comes first.
double distance(std::vector<double> const& values) { return std::abs(values[0] - values[1]); }

evaluate_options options_of_comparison(cell const& c, true_values const& truth) {
  auto options = options_of(c, 0);
  if (c.groups.empty())
    options.compare = "all";
  else
    options.groups = {{"group"}}, options.gaps = gap_choice::reference, options.reference = {{"group", "0"}}, options.min_group_size = 5;
  if (!c.is_at_margin) return options;
  options.alternative = alternative::non_inferior;
  for (auto const& q : c.asked) options.margin_of[q.metric] = distance(truth.at(name_of_metric(q)));
  return options;
}

rows draw_groups(cell const& c, draws& random) {
  rows all;
  for (std::size_t k = 0; k < c.groups.size(); ++k) {
    auto const part = draw_rows(k == 0 ? c.of : c.others[k - 1], c.groups[k], random);
    all.outcome.insert(all.outcome.end(), part.outcome.begin(), part.outcome.end());
    all.score.insert(all.score.end(), part.score.begin(), part.score.end());
    all.group.insert(all.group.end(), part.outcome.size(), static_cast<std::int32_t>(k));
  }
  return all;
}

double contrast_of_truths(comparison_row const& row, std::vector<double> const& values) {
  auto const [least, greatest] = std::minmax_element(values.begin(), values.end());
  if (row.kind == comparison_kind::worst)
    return find_metric(metric_choice(std::string_view(row.metric))).record->about.direction == better::higher ? *least : *greatest;
  bool const is_range = row.kind == comparison_kind::range;
  double const a = is_range ? *greatest : values[row.a], b = is_range ? *least : values[row.b];
  return row.scale == comparison_scale::ratio ? a / b : a - b;
}

/// Whether the row is of a kind that is counted; the other ones only have tests, or no true value.
bool is_counted(comparison_row const& row) {
  return row.kind == comparison_kind::models || row.kind == comparison_kind::reference || row.kind == comparison_kind::range ||
         row.kind == comparison_kind::worst;
}

std::string name_of_contrast(comparison_row const& row) {
  auto const scale = std::string(name_of(row.scale));
  if (row.kind == comparison_kind::worst) return row.metric + " worst";
  if (row.kind == comparison_kind::range) return row.metric + (row.scale == comparison_scale::ratio ? " range ratio" : " range");
  return row.metric + " " + scale;
}

/// A metric's contrast by a method or a test.
class contrast_counts {
 public:
  void add_row(comparison_row const& row, double truth, bool is_false_claim) {
    bool const is_defined = !std::isnan(row.value.number);
    auto& by_default = at(row, "auto", truth);
    add(by_default, is_defined, row.interval);
    if (is_false_claim) add_p(by_default, row.p);
    if (row.published.how) add(at(row, "published", truth), is_defined, row.published);
    if (!is_false_claim || row.alternative != alternative::two_sided || !is_defined) return;
    add_test(row, truth, std::string(name_of(row.test)), row.classical.p);
    add_test(row, truth, "mcnemar_exact", row.p_exact);
    add_test(row, truth, "permutation", row.p_permutation);
    add_test(row, truth, "bootstrap", row.p_bootstrap);
  }
  std::vector<count> take() {
    std::vector<count> all;
    for (auto& [key, c] : counts_) all.push_back(std::move(c));
    return all;
  }

 private:
  count& at(comparison_row const& row, std::string const& method, double truth) {
    auto& c = counts_[{name_of_contrast(row), method}];
    c.metric = name_of_contrast(row), c.method = method, c.truth = truth;
    return c;
  }
  static void add_p(count& to, double p) {
    if (std::isnan(p)) return;
    ++to.n_p;
    for (std::size_t i = 0; i < p_levels.size(); ++i) to.n_p_below[i] += p < p_levels[i];
  }
  void add_test(comparison_row const& row, double truth, std::string const& test, double p) {
    if (std::isnan(p)) return;
    auto& c = at(row, "test " + test, truth);
    ++c.n, ++c.n_without;
    add_p(c, p);
  }
  std::map<std::pair<std::string, std::string>, count> counts_;
};

}  // namespace

std::vector<count> simulate_comparisons(cell const& c, std::uint32_t number, std::uint32_t n_samples, std::uint64_t seed) {
  auto const truth = truths_of_all(c);
  auto options = options_of_comparison(c, truth);
  contrast_counts counts;
  for (std::uint32_t s = 0; s < n_samples; ++s) {
    draws random(seed, number, s);
    auto const r = c.groups.empty() ? draw_rows(c.of, c.how, random, c.others, c.correlation) : draw_groups(c, random);
    options.seed = s;
    auto const found = evaluate(cohort_of(r), options);
    for (auto const& row : c.groups.empty() ? found.comparisons : found.gaps) {
      if (!is_counted(row)) continue;
      double const value = contrast_of_truths(row, truth.at(row.metric));
      bool const is_null = value == (row.scale == comparison_scale::ratio ? 1 : 0) && row.kind != comparison_kind::worst;
      bool const is_at_margin = row.alternative == alternative::non_inferior;
      counts.add_row(row, value, c.is_at_margin ? is_at_margin : is_null);
    }
  }
  return counts.take();
}

std::string name_of_compared(cell const& c) {
  auto text = c.of.name;
  auto const is_like_first = [&](world const& w) { return w.name == c.of.name; };
  if (!std::all_of(c.others.begin(), c.others.end(), is_like_first)) text += " v. " + c.others.back().name;
  if (c.groups.empty()) {
    text += ", correlation " + std::to_string(c.correlation).substr(1, 3);
    text += (c.how.n_positive ? "" : ", prevalence " + std::to_string(c.of.prevalence.value()).substr(1, 3)) + ", " + c.how.name();
  } else {
    text += ", " + std::to_string(c.groups.size()) + " groups, first " + c.groups.front().name() + ", last " + c.groups.back().name();
  }
  return text + (c.is_at_margin ? ", at the margin" : "");
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
