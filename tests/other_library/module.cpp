// SPDX-License-Identifier: Apache-2.0
// Metrics in a library that was compiled with another standard library: libstdc++ in its debug mode, whose containers have other layouts.
#include <array>
#include <clinmetrics/engine/metric_record.hpp>
#include <clinmetrics/metric/all.hpp>
#include <cmath>
#include <span>
#include <vector>

namespace cm = clinmetrics;

#if defined(__GLIBCXX__)
static_assert(sizeof(std::vector<int>) > 3 * sizeof(void*), "the containers are those of the program, so the test would prove nothing");
#endif

namespace {

/// Sums of the distances between score and outcome, by outcome.
struct distances {
  cm::u128 of_negatives, of_positives;
  std::uint64_t n_negative, n_positive;
  int bits;
  static distances read(std::span<std::uint64_t const> w) {
    return {cm::wide(w[2], w[3]), cm::wide(w[4], w[5]), w[0], w[1], static_cast<int>(w[6])};
  }
  static cm::tally_record const record;
};

constexpr cm::tally_record distances::record{
    .name = "other_distances",
    .outcome = cm::binary_outcome::name,
    .needs = cm::need::score | cm::need::probability,
    .is_rounded = true,
    .is_cells = false,
    .ask =
        [](cm::pass_book& book, cm::tally_request const& at, cm::tally_place& place) {
          auto const* const y = book.truth().events();
          std::vector<std::uint32_t> cell(y, y + book.n_rows());
          std::vector<double> distance;
          for (std::uint32_t row = 0; row < book.n_rows(); ++row) distance.push_back(std::abs(book.score(at.output, row) - y[row]));
          cm::sum_columns const sums[] = {{2, cell.data(), nullptr, cm::merging::adds},
                                          {2, cell.data(), distance.data(), cm::merging::adds}};
          place.pass = book.row_sums(sums, 2);
          place.add(0, 6);
        },
    .n_words = [](cm::tally_place const& place) { return place.n_slots() + 1; },
    .read = &cm::copy_slots_and_bits,
};

enum class rows_of { all, negatives, positives };

/// Mean distance between score and outcome.
struct mean_distance {
  using tally = distances;
  double power;
  rows_of which;
  static constexpr std::array parameters{
      cm::parameter{.name = "power", .standard = 1, .least = .5, .greatest = 2},
      cm::parameter{.name = "rows", .standard = 0, .least = 0, .greatest = 2, .choices = "all|negatives|positives", .is_whole = true}};
  static constexpr mean_distance with(std::span<double const> p) { return {p[0], static_cast<rows_of>(static_cast<int>(p[1]))}; }
  static constexpr cm::descriptor about{.name = "other_mean_distance", .h = cm::scale::identity, .interval = "transform_t"};
  cm::value of(distances const& t) const {
    double const sums[] = {cm::from_fixed(t.of_negatives, t.bits), cm::from_fixed(t.of_positives, t.bits)};
    bool const negatives = which != rows_of::positives, positives = which != rows_of::negatives;
    double const n = static_cast<double>((negatives ? t.n_negative : 0) + (positives ? t.n_positive : 0));
    if (n == 0) return cm::undefined(cm::status::empty);
    return cm::defined(std::pow(((negatives ? sums[0] : 0) + (positives ? sums[1] : 0)) / n, power));
  }
};

/// A metric of clinmetrics, compiled here.
template <class M>
cm::metric_record renamed(char const* name) {
  auto record = cm::entry_of<M>();
  record.about.name = name, record.about.aliases = "";
  return record;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) cm::metric_record const* records_of_other_library(std::uint32_t* count) {
  static std::array const all{
      cm::entry_of<mean_distance>(),                                      //
      renamed<cm::fpr>("other_fpr"),                                      // a proportion
      renamed<cm::f1>("other_f1"),                                        // an increasing function of one
      renamed<cm::balanced_accuracy>("other_balanced_accuracy"),          // of two
      renamed<cm::lr_positive>("other_lr_positive"),                      //
      renamed<cm::diagnostic_odds_ratio>("other_diagnostic_odds_ratio"),  //
      renamed<cm::f_beta>("other_f_beta"),                                // a parameter
      renamed<cm::mcc>("other_mcc"),                                      // its form has a function
      renamed<cm::auroc>("other_auroc"),                                  // ranked pairs
      renamed<cm::average_precision>("other_average_precision"),          //
      renamed<cm::brier>("other_brier"),                                  // a function of the row
      renamed<cm::log_loss>("other_log_loss"),                            // that may be infinite
      renamed<cm::observed_expected_ratio>("other_observed_expected_ratio"),
      renamed<cm::ece>("other_ece"),  // bins
  };
  *count = static_cast<std::uint32_t>(all.size());
  return all.data();
}
