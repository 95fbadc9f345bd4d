// SPDX-License-Identifier: Apache-2.0
// Adding states, and the values of a state.
#include "clinmetrics/engine/state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "row_of_line.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

void check_same_request(cohort_state const& a, cohort_state const& b) {
  auto const refuse_if = [](bool differs, char const* what, char const* remedy) {
    if (differs) throw not_mergeable(std::string("the two states have different ") + what + "; " + remedy);
  };
  refuse_if(a.outcome != b.outcome, "kinds of outcome", "only states of the same kind can be added");
  refuse_if(a.models != b.models, "models", "make both states with the same names of models, in the same order");
  refuse_if(a.weight_scale != b.weight_scale, "scales of weights", "give whole numbers as weights, which need no scale");
  bool const same_parts = std::equal(a.partitions.begin(), a.partitions.end(), b.partitions.begin(), b.partitions.end(),
                                     [](auto const& x, auto const& y) { return x.parts == y.parts; });
  refuse_if(!same_parts, "attributes", "make both states with the same groups=");
  bool const same_blocks =
      std::equal(a.blocks.begin(), a.blocks.end(), b.blocks.begin(), b.blocks.end(), [](state_block const& x, state_block const& y) {
        return x.model == y.model && x.partition == y.partition && x.metric == y.metric && x.threshold == y.threshold && x.form == y.form &&
               x.layout == y.layout;
      });
  refuse_if(!same_blocks, "metrics or thresholds", "make both states with the same metrics= and threshold=");
}

void check_mergeable(cohort_state const& a, cohort_state const& b) {
  std::vector<std::uint64_t> both;
  std::set_intersection(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), std::back_inserter(both));
  if (!both.empty()) throw not_mergeable("the two states contain the same rows; add each state once");
  check_same_request(a, b);
  for (auto const& block : a.blocks)
    for (auto const& part : block.layout)
      if (part.n_slots > 0 && part.how != merging::adds)
        throw not_mergeable("the sums of the metric " + quoted(block.metric.substr(0, block.metric.find('('))) + " cannot be added: " +
                            (part.how == merging::never ? "they describe the rows of one cohort only"
                                                        : "they depend on the order of the scores of all rows") +
                            "; make the states without this metric");
}

/// The number of each of b's groups in a, to which those that it lacks are added.
std::vector<std::size_t> match_groups(state_partition& a, state_partition const& b) {
  std::vector<std::size_t> place;
  for (auto const& key : b.groups) {
    auto const at = std::find(a.groups.begin(), a.groups.end(), key);
    place.push_back(static_cast<std::size_t>(at - a.groups.begin()));
    if (at != a.groups.end()) continue;
    a.groups.push_back(key);
    a.sizes.push_back({});
  }
  return place;
}

void add_sizes(state_size& to, state_size const& x) {
  to.n += x.n, to.n_positive += x.n_positive, to.n_negative += x.n_negative, to.n_units += x.n_units;
  to.weight_sum += x.weight_sum, to.weight_squares += x.weight_squares;
}

/// Adds the sums of one group.
void add_slots(slot_layout const& layout, std::uint64_t* to, std::uint64_t const* from) {
  for (auto const& part : layout) {
    for (std::size_t i = 0; i < part.n_slots; i += part.is_wide ? 2 : 1) {
      if (part.is_wide)
        add_wide(to[i], to[i + 1], wide(from[i], from[i + 1]));
      else
        to[i] += from[i];
    }
    to += part.n_slots, from += part.n_slots;
  }
}

std::size_t n_slots(state_block const& block) {
  std::size_t n = 0;
  for (auto const& part : block.layout) n += part.n_slots;
  return n;
}

/// One row of the result, for one group of a block.
class block_rows {
 public:
  block_rows(cohort_state const& s, state_block const& block)
      : state_(s), block_(block), metric_(at_line(parse_metric(block.metric, s.outcome), block)) {
    place_.form = block.form;
    place_.add(0, static_cast<std::uint32_t>(n_slots(block)));
  }

  result_row row_of(std::uint32_t group, std::uint32_t min_group_size) const {
    auto const& size = state_.partitions[block_.partition].sizes[group];
    auto row = engine::begin_row({block_.model, block_.partition, group}, metric_, block_.threshold);
    if (block_.partition != 0 && size.n_units < min_group_size) {
      engine::hide(row, size.n);
      return row;
    }
    double const sum = static_cast<double>(size.weight_sum), squares = static_cast<double>(size.weight_squares);
    row.size = {size.n, size.n_positive, size.n_negative, size.n_units, sum * state_.weight_scale, squares == 0 ? 0 : sum * sum / squares};
    std::vector<std::uint64_t> words(metric_.record->tally->n_words(place_));
    metric_.record->tally->read(place_, block_.slots.data() + group * n_slots(block_), point_bits, words.data());
    engine::set_value(row, metric_.value_at(words), metric_.form_at(words), state_.weight_scale);
    return row;
  }

 private:
  static metric_instance at_line(metric_instance m, state_block const& block) {
    return block.threshold ? at_threshold(std::move(m), *block.threshold) : m;
  }

  cohort_state const& state_;
  state_block const& block_;
  metric_instance metric_;
  tally_place place_;
};

}  // namespace

cohort_state& cohort_state::operator+=(cohort_state const& other) {
  check_mergeable(*this, other);
  cohort_state sum = *this;
  std::vector<std::vector<std::size_t>> place;
  for (std::size_t p = 0; p < partitions.size(); ++p) {
    place.push_back(match_groups(sum.partitions[p], other.partitions[p]));
    for (std::size_t g = 0; g < place[p].size(); ++g) add_sizes(sum.partitions[p].sizes[place[p][g]], other.partitions[p].sizes[g]);
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    auto& block = sum.blocks[b];
    std::size_t const n = n_slots(block);
    block.slots.resize(n * sum.partitions[block.partition].groups.size());
    for (std::size_t g = 0; g < place[block.partition].size(); ++g)
      add_slots(block.layout, block.slots.data() + place[block.partition][g] * n, other.blocks[b].slots.data() + g * n);
  }
  std::vector<std::uint64_t> all;
  std::merge(parts.begin(), parts.end(), other.parts.begin(), other.parts.end(), std::back_inserter(all));
  sum.parts = std::move(all);
  *this = std::move(sum);
  return *this;
}

result cohort_state::values(std::uint32_t min_group_size) const {
  result out;
  out.models = models, out.backend = "state";
  for (auto const& p : partitions) out.partitions.push_back({p.parts, {}, p.groups});
  for (auto const& block : blocks) {
    block_rows const rows(*this, block);
    for (std::uint32_t group = 0; group < partitions[block.partition].groups.size(); ++group)
      out.rows().push_back(rows.row_of(group, min_group_size));
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
