// SPDX-License-Identifier: Apache-2.0
// A reference to a pass of any kind, as plain pointers: a backend runs the kinds that it has kernels for, and every pass can walk itself.
#pragma once
#include <cstdint>
#include <memory>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/pass/deletion.hpp"
#include "clinmetrics/pass/layout.hpp"
#include "clinmetrics/pass/multiplicity.hpp"
#include "clinmetrics/pass/slots.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The kinds with kernels. A pass of another kind has no `kind` member and is run by its own walk on every backend.
enum class pass_kind : std::uint8_t { row_sums, ranked, other };

/// A pass has the members rows, groups, n_slots(), layout() and walk(multiplicity, out, first). If `delete_units(pass, stop)` exists beside
/// it, units can be taken out of its sums. The pass must outlive the reference.
class pass_ref {
 public:
  template <class Pass>
  pass_ref(Pass const* pass)  // NOLINT(google-explicit-constructor): a pointer to a pass is a reference to it
      : pass_(pass),
        rows_(pass->rows),
        groups_(pass->groups),
        n_slots_(pass->n_slots()),
        layout_([](void const* p) { return as_pass<Pass>(p).layout(); }),
        walk_once_([](void const* p, once const& times, slot_block& out, std::size_t first) { as_pass<Pass>(p).walk(times, out, first); }),
        walk_drawn_(
            [](void const* p, drawn const& times, slot_block& out, std::size_t first) { as_pass<Pass>(p).walk(times, out, first); }) {
    if constexpr (requires { Pass::kind; }) kind_ = Pass::kind;
    if constexpr (requires { delete_units(*pass, stop_flag{}); })
      delete_units_ = [](void const* p, stop_flag stop) { return delete_units(as_pass<Pass>(p), stop); };
  }

  pass_kind kind() const { return kind_; }
  design const& rows() const { return *rows_; }
  partition const& groups() const { return *groups_; }
  std::size_t n_slots() const { return n_slots_; }
  slot_layout layout() const { return layout_(pass_); }
  /// The pass itself; its kind must be that of Pass.
  template <class Pass>
  Pass const& as() const {
    return as_pass<Pass>(pass_);
  }

  /// The reference implementation: out.at(slot, group, first + lane) receives the sums; it must be 0 before.
  void walk(once const& times, slot_block& out, std::size_t first) const { walk_once_(pass_, times, out, first); }
  void walk(drawn const& times, slot_block& out, std::size_t first) const { walk_drawn_(pass_, times, out, first); }

  /// Null if units cannot be taken out.
  std::unique_ptr<pass_deletion> deletion(stop_flag stop) const { return delete_units_ ? delete_units_(pass_, stop) : nullptr; }

 private:
  template <class Pass>
  static Pass const& as_pass(void const* p) {
    return *static_cast<Pass const*>(p);
  }

  void const* pass_;
  pass_kind kind_ = pass_kind::other;
  design const* rows_;
  partition const* groups_;
  std::size_t n_slots_;
  slot_layout (*layout_)(void const*);
  void (*walk_once_)(void const*, once const&, slot_block&, std::size_t);
  void (*walk_drawn_)(void const*, drawn const&, slot_block&, std::size_t);
  std::unique_ptr<pass_deletion> (*delete_units_)(void const*, stop_flag) = nullptr;
};

/// A pass and the block that receives its integers, with one column per replicate.
struct pass_request {
  pass_ref pass;
  slot_block* out;
};

}  // namespace CLINMETRICS_NAMESPACE
