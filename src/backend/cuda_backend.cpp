// SPDX-License-Identifier: Apache-2.0
// Opens the plugin libclinmetrics_cuda.so when it is first asked for, and converts its status codes into exceptions.
//
// The point value is computed on the host: one pass over the rows costs less than sending them. Work that the plugin does not accept
// (replicates with a weight beyond four bits, more slots than it can number) is done by the reference, which gives the same integers.
#include "backend/cuda_backend.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>

#include "backend/reference_backend.hpp"
#include "clinmetrics/core/printable.hpp"
#include "clinmetrics/engine/device_error.hpp"
#include "device/find_plugin.hpp"
#include "device/load_plugin.hpp"
#include "device/plugin_run.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The state of the device for the lifetime of the process.
struct device_state {
  device_plugin plugin{};
  pid_t process = 0;  ///< the process that opened it
  std::atomic<bool> is_broken = false;
  std::string why_broken;  ///< written once, before is_broken
  std::mutex writing;

  void check_usable() const {
    if (process != getpid())
      throw device_error(
          "this process was forked from one that uses the backend 'cuda', and a device does not survive a fork; start workers with "
          "multiprocessing's 'spawn', or use backend='cpu' in them");
    if (is_broken) throw device_error(why_broken);
  }
  std::string message() const {
    char const* const text = plugin.message();
    return text ? text : "no message";
  }
  [[noreturn]] void give_up() {
    std::lock_guard const lock(writing);
    if (!is_broken) {
      why_broken = "the device reported an error that lasts until the process ends (" + message() + "); use backend='cpu', or start again";
      is_broken = true;
    }
    throw device_error(why_broken);
  }
};

std::shared_ptr<device_state> open_device(device_plugin const& plugin) {
  auto state = std::make_shared<device_state>();
  state->plugin = plugin, state->process = getpid();
  return state;
}

/// Passes on the device; the reference computes the ranges that the device does not accept.
class resident_run final : public replicate_run {
 public:
  resident_run(std::shared_ptr<device_state> state, std::span<pass_request const> passes, resampler const& weights, stop_flag stop)
      : state_(std::move(state)),
        weights_(weights),
        passes_(std::make_unique<device::plugin_run>(state_->plugin, passes, weights, stop,
                                                     [](std::size_t n, auto const& body) { parallel::for_all(n, body); })) {
    check_status(passes_->opened());
  }
  resident_run(resident_run const&) = delete;
  ~resident_run() override {
    if (state_->process != getpid()) static_cast<void>(passes_.release());  // a forked process must not use the device
  }
  void run(std::span<pass_request const> passes, std::uint32_t first, std::uint32_t count, run_control& control) override {
    state_->check_usable();
    std::uint64_t const done_before = control.done;
    std::vector<std::uint8_t> left_out(count);
    auto const status = passes_->run(passes, first, count, control, left_out);
    if (status == device_status::ok) return run_left_out(passes, first, left_out, stop_flag(&control.stop));
    if (status == device_status::stopped) throw stopped();
    check_status(status);
    take_back(passes, control, done_before);
    run_replicates_by_reference(passes, weights_, {first, count}, stop_flag(&control.stop), &control.done);
  }

 private:
  /// Lets the reference compute the replicates that were left out.
  void run_left_out(std::span<pass_request const> passes, std::uint32_t first, std::span<std::uint8_t const> left_out,
                    stop_flag stop) const {
    auto const count = static_cast<std::uint32_t>(left_out.size());
    for (std::uint32_t begin = 0, end = 0; begin < count; begin = end) {
      while (end < count && left_out[end] == left_out[begin]) ++end;
      if (left_out[begin] == 0) continue;
      for (auto const& request : passes)
        for (auto line = request.out->words(); !line.empty(); line = line.subspan(request.out->n_replicates()))
          std::ranges::fill(line.subspan(begin, end - begin), 0);
      run_replicates_by_reference(passes, weights_, {first + begin, end - begin, begin}, stop, nullptr);
    }
  }
  /// Throws device_error for errors after which the reference must not continue.
  void check_status(device_status status) const {
    if (status == device_status::out_of_memory)
      throw device_error("the device has too little memory for this call, even a block of 512 replicates at a time; use backend='cpu'");
    if (status == device_status::no_device || status == device_status::broken) state_->give_up();
  }

  std::shared_ptr<device_state> state_;
  resampler const& weights_;
  std::unique_ptr<device::plugin_run> passes_;
};

class plugin_backend final : public backend {
 public:
  explicit plugin_backend(std::shared_ptr<device_state> state) : state_(std::move(state)) {}
  std::string_view name() const override { return "cuda"; }
  std::uint32_t tile() const override { return 512; }
  ranked_order rank(column const& score, stop_flag stop) override {
    if (score.size < sorted_here) return backend::rank(score, stop);
    state_->check_usable();
    ranked_order order;
    void* kept = nullptr;
    auto const status = device::order_on_plugin(state_->plugin, score, order, kept);
    if (status == device_status::broken || status == device_status::no_device) state_->give_up();
    if (status != device_status::ok) return backend::rank(score, stop);
    order.on_device = std::shared_ptr<void const>(kept, [state = state_](void* it) {
      if (state->process == getpid()) state->plugin.release(it);  // a forked process must not use the device
    });
    return order;
  }
  void run_point(std::span<pass_request const> passes, run_control& control) override {
    run_point_by_reference(passes, stop_flag(&control.stop));
  }
  std::unique_ptr<replicate_run> begin(std::span<pass_request const> passes, resampler const& weights, std::size_t /*weight_memory*/,
                                       stop_flag stop) override {
    state_->check_usable();
    return std::make_unique<resident_run>(state_, passes, weights, stop);
  }

 private:
  static constexpr std::size_t sorted_here = std::size_t{1} << 16;  ///< for fewer rows, the host has finished before the keys have arrived

  std::shared_ptr<device_state> state_;
};

/// The plugin of this process, searched for once.
struct found_plugin {
  std::shared_ptr<device_state> state = nullptr;  ///< null: none
  std::string why = {};
};

found_plugin open_plugin() {
  auto const place = device::find_plugin();
  if (place.path.empty()) return {nullptr, place.why};
  void* const library = dlopen(place.path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return {nullptr, "the plugin " + printable(place.path) + " does not load"};
  auto const plugin = device::load_plugin(library);  // it stays open, because unloading the CUDA runtime can crash
  if (!plugin) return {nullptr, "the plugin belongs to another version of clinmetrics"};
  auto opened = open_device(*plugin);
  char name[64];
  std::uint64_t memory = 0;
  if (static_cast<device_status>(plugin->probe(name, sizeof name, &memory)) != device_status::ok)
    return {nullptr, "the plugin found no device (" + opened->message() + ")"};
  return {std::move(opened), ""};
}

/// The state of the search for the plugin. Starting a driver takes long, so a fork does not wait for it as it does for a process_lock: a
/// process that was forked in the meantime has no device. It exists as long as the process.
struct plugin_search {
  std::mutex opening;
  std::atomic<bool> has_begun = false;
  std::atomic<found_plugin const*> found = nullptr;
  found_plugin const lost{nullptr, "this process was forked while another thread opened the device"};
};

plugin_search& the_search() {
  static auto& search = *new plugin_search;
  return search;
}

void give_up_search_in_child() {
  if (!the_search().has_begun || the_search().found) return;
  new (&the_search().opening) std::mutex;  // the thread that held it does not exist in the child process
  the_search().found = &the_search().lost;
}

[[maybe_unused]] plugin_search& made_before_any_fork = the_search();  // a fork during the first call would leave it incomplete
[[maybe_unused]] int const registered = pthread_atfork(nullptr, nullptr, &give_up_search_in_child);

found_plugin const& the_plugin() {
  auto& search = the_search();
  if (auto const* const found = search.found.load()) return *found;
  search.has_begun = true;  // before the lock is taken: a forked process must not wait for it
  std::lock_guard const hold(search.opening);
  if (!search.found) search.found = new found_plugin(open_plugin());
  return *search.found.load();
}

}  // namespace

std::unique_ptr<backend> make_plugin_backend(device_plugin const& plugin) { return std::make_unique<plugin_backend>(open_device(plugin)); }

std::unique_ptr<backend> make_cuda_backend() {
  if (!the_plugin().state) return nullptr;
  return std::make_unique<plugin_backend>(the_plugin().state);
}

bool fetch_from_device(void const* from, std::size_t bytes, std::uint64_t stream, void* to) {
  auto const& state = the_plugin().state;
  if (!state) throw device_error(why_no_cuda_backend());
  state->check_usable();
  std::uint32_t is_here = 0;
  switch (static_cast<device_status>(state->plugin.fetch(from, bytes, stream, to, &is_here))) {
    case device_status::ok:
      return is_here != 0;
    case device_status::broken:
      state->give_up();
    default:
      throw device_error(state->message());
  }
}

std::string why_no_cuda_backend() { return the_plugin().why; }

}  // namespace CLINMETRICS_NAMESPACE
