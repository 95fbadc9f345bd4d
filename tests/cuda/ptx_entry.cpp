// SPDX-License-Identifier: Apache-2.0
#include "ptx_entry.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace CLINMETRICS_NAMESPACE::testing::ptx {
namespace {

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '%' || c == '.';
}

std::vector<std::string> split(std::string const& text, char at) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// Words and single characters, without comments.
class reader {
 public:
  reader(std::string_view text, std::size_t at)
      : text_(text),
        at_(at),
        line_(1 + static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'))) {
    next();
  }
  std::string const& word() const { return word_; }  ///< empty: the end
  std::uint32_t line() const { return word_line_; }
  bool is(char const* expected) const { return word_ == expected; }
  std::string take() {
    auto taken = word_;
    next();
    return taken;
  }
  bool take_if(char const* expected) {
    bool const found = is(expected);
    if (found) next();
    return found;
  }
  void expect(char const* expected) {
    if (!take_if(expected)) fail("`" + std::string(expected) + "` expected, not `" + word_ + '`');
  }
  std::uint64_t number() {
    bool const negative = take_if("-");
    std::string const digits = take();
    std::uint64_t value = 0;
    bool const is_bits = digits.starts_with("0d") || digits.starts_with("0f"), is_hex = is_bits || digits.starts_with("0x");
    char const *const first = digits.data() + (is_hex ? 2 : 0), *const last =
                                                                    digits.data() + digits.size() - (digits.ends_with('U') && !is_bits);
    auto const [end, problem] = std::from_chars(first, last, value, is_hex ? 16 : 10);
    if (problem != std::errc{} || end != last) fail("a number expected, not `" + digits + '`');
    return negative ? 0 - value : value;
  }
  [[noreturn]] void fail(std::string const& why) const { throw ptx_error("PTX line " + std::to_string(word_line_) + ": " + why); }

 private:
  void next() {
    for (word_.clear(); at_ < text_.size();) {
      char const c = text_[at_];
      if (c == '\n') ++line_;
      if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else {
        word_line_ = line_;
        std::size_t end = at_ + 1;
        if (is_of_word(c))
          while (end < text_.size() && is_of_word(text_[end])) ++end;
        word_ = text_.substr(at_, end - at_);
        at_ = end;
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_;
  std::uint32_t line_, word_line_ = 0;
  std::string word_;
};

std::uint64_t bytes_of(reader& in, std::string const& type) {
  auto const parts = split(type, '.');
  unsigned bits = 0;
  if (parts.size() != 2 || parts[1].size() < 2 ||
      std::from_chars(parts[1].data() + 1, parts[1].data() + parts[1].size(), bits).ec != std::errc{} || bits % 8 != 0)
    in.fail("`" + type + "` is no type of a variable");
  return bits / 8;
}

struct variable {
  std::string name;
  std::uint64_t size, align;
  bool has_no_size;
};
/// Reads the declaration after .shared or .param.
variable read_variable(reader& in) {
  std::uint64_t align = 0;
  if (in.take_if(".align")) align = in.number();
  variable v{"", bytes_of(in, in.take()), 0, false};
  v.align = align != 0 ? align : v.size;
  v.name = in.take();
  while (in.take_if("[")) {
    v.has_no_size = in.is("]");
    v.size *= v.has_no_size ? 0 : in.number();
    in.expect("]");
  }
  return v;
}
std::uint64_t placed(std::uint64_t& end, variable const& v) {
  std::uint64_t const begin = (end + v.align - 1) / v.align * v.align;
  end = begin + v.size;
  return begin;
}

class decoder {
 public:
  decoder(std::string_view text, std::size_t begin, ptx_entry& out) : text_(text), in_(text, begin), out_(out) {
    scopes_.emplace_back();
    read_header();
    while (!scopes_.empty() && !in_.word().empty()) read_statement();
    for (auto const& [at, label] : jumps_) {
      auto const found = labels_.find(label);
      if (found == labels_.end()) in_.fail("no label `" + label + '`');
      out_.code[at].target = found->second;
    }
    out_.code.push_back({});  // a wall
    out_.code.back().kind = flow::exit, out_.code.back().line = in_.line();
  }

 private:
  void read_header() {
    in_.take();  // the name
    if (in_.take_if("("))
      while (!in_.take_if(")")) {
        in_.take_if(","), in_.expect(".param");
        auto const v = read_variable(in_);
        out_.parameters.push_back({placed(out_.parameter_bytes, v), v.size});
        symbols_[v.name] = constant(out_.parameters.back().offset);
      }
    while (!in_.is("{") && !in_.word().empty()) {
      if (!in_.take_if(".maxntid") && !in_.take_if(".reqntid")) {
        in_.take();
        continue;
      }
      std::uint64_t n = in_.number();
      while (in_.take_if(",")) n *= in_.number();
      out_.most_threads = static_cast<std::uint32_t>(n);
    }
    in_.expect("{");
  }

  void read_statement() {
    std::uint32_t const line = in_.line();
    if (in_.take_if("{")) return scopes_.emplace_back(), void();
    if (in_.take_if("}")) return scopes_.pop_back();
    if (in_.take_if(";")) return;
    if (in_.is(".loc") || in_.is(".pragma")) {
      bool const ends_with_line = in_.is(".loc");
      while (ends_with_line ? in_.line() == line : !in_.is(";")) in_.take();
      return;
    }
    if (in_.take_if(".reg")) return read_registers();
    if (in_.take_if(".shared")) return declare_shared(read_variable(in_));
    operation o;
    o.line = line;
    if (in_.take_if("@")) {
      o.guard_is_negated = in_.take_if("!");
      o.guard = reg(in_.take());
    }
    std::string const opcode = in_.take();
    if (in_.take_if(":")) {
      if (!labels_.try_emplace(opcode, static_cast<std::uint32_t>(out_.code.size())).second) in_.fail("a label twice: " + opcode);
      return;
    }
    read_instruction(opcode, o);
    in_.expect(";");
    out_.code.push_back(o);
  }

  void read_registers() {
    in_.take();  // the type: instructions name theirs
    do {
      std::string const name = in_.take();
      if (in_.take_if("<")) {
        series_[name] = in_.number();
        in_.expect(">");
      } else {
        scopes_.back()[name] = out_.n_registers++;
      }
    } while (in_.take_if(","));
    in_.expect(";");
  }
  void declare_shared(variable const& v) {
    if (v.has_no_size) {
      out_.dynamic_shared.push_back(symbols_[v.name] = out_.n_registers++);
    } else {
      symbols_[v.name] = constant(block_memory::shared_begin + placed(out_.static_shared, v));
    }
  }

  std::uint32_t constant(std::uint64_t value) {
    auto const [at, is_new] = constants_.try_emplace(value, out_.n_registers);
    if (is_new) out_.constants.emplace_back(out_.n_registers++, value);
    return at->second;
  }
  /// The register of a name.
  std::uint32_t reg(std::string const& name) {
    if (name == "_") return sink;
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
      if (auto const at = scope->find(name); at != scope->end()) return at->second;
    std::size_t digits = name.size();
    while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') --digits;
    auto const series = series_.find(name.substr(0, digits));
    if (series == series_.end() || digits == name.size() || std::stoull(name.substr(digits)) >= series->second)
      in_.fail("no register `" + name + '`');
    return scopes_.front()[name] = out_.n_registers++;
  }
  /// A register, or a new one that contains a number, a variable's address or a special register.
  std::uint32_t source() {
    std::string const& word = in_.word();
    if (in_.is("-") || (!word.empty() && word[0] >= '0' && word[0] <= '9')) return constant(in_.number());
    auto const special = std::ranges::find(special_registers, word);
    if (special != std::end(special_registers)) {
      auto const [at, is_new] = symbols_.try_emplace(word, out_.n_registers);
      if (is_new) out_.specials.emplace_back(out_.n_registers++, static_cast<std::size_t>(special - std::begin(special_registers)));
      in_.take();
      return at->second;
    }
    if (is_of_word(word[0]) && word[0] != '%') {
      if (!symbols_.contains(word)) find_in_module(word);
      if (auto const at = symbols_.find(word); at != symbols_.end()) {
        in_.take();
        return at->second;
      }
    }
    return reg(in_.take());
  }
  /// Variables in shared memory may be declared before the entry.
  void find_in_module(std::string const& name) {
    for (std::size_t at = 0; (at = text_.find("\n.", at)) != std::string_view::npos; ++at) {
      std::string_view const line = text_.substr(at + 1, text_.find(';', at) - at);
      std::size_t const shared = line.find(".shared ");
      if (shared > 10 || line.find(' ' + name + '[') == std::string_view::npos) continue;
      reader in(text_, at + 1 + shared);
      in.expect(".shared");
      return declare_shared(read_variable(in));
    }
  }

  unsigned read_vector(std::uint32_t* regs, std::size_t room) {
    unsigned n = 0;
    in_.expect("{");
    do {
      if (n == room) in_.fail("too long a vector");
      regs[n++] = source();
    } while (in_.take_if(","));
    in_.expect("}");
    return n;
  }
  void read_address(operation& o) {
    in_.expect("[");
    o.in[0] = source();
    if (in_.take_if("+")) o.offset = static_cast<std::int64_t>(in_.number());
    in_.expect("]");
  }
  void read_sources(operation& o, unsigned from, unsigned n) {
    for (unsigned i = 0; i < n; ++i) {
      if (i > 0) in_.expect(",");
      o.in[from + i] = source();
    }
  }

  void read_instruction(std::string const& opcode, operation& o) {
    auto const parts = split(opcode, '.');
    std::string const& what = parts[0];
    if (what == "mov") {
      read_move(opcode, o);
    } else if (auto const simple = elementwise().find(opcode); simple != elementwise().end()) {
      o.run = simple->second.run;
      o.out[0] = destination(), in_.expect(",");
      read_sources(o, 0, simple->second.n_inputs);
    } else if (auto const together = collectives().find(opcode); together != collectives().end()) {
      read_collective(together->second, o);
    } else if (what == "ld" || what == "st" || what == "atom" || what == "red") {
      read_memory(opcode, o);
    } else if (what == "cvta" && parts.back() == "u64") {
      read_cvta(opcode, o);
    } else if (opcode == "bra" || opcode == "bra.uni") {
      o.kind = flow::branch;
      jumps_.emplace_back(out_.code.size(), in_.take());
    } else if (opcode == "ret" || opcode == "exit") {
      o.kind = flow::exit;
    } else if (opcode == "bar.sync" || opcode == "barrier.sync" || opcode == "barrier.sync.aligned") {
      o.kind = flow::barrier;
      o.target = static_cast<std::uint32_t>(in_.number());
    } else if (what == "membar" || what == "fence") {  // threads run one after another, so memory is in order
      o.run = [](warp&, operation const&, std::uint32_t) {};
    } else if (opcode == "trap") {
      o.run = [](warp&, operation const&, std::uint32_t) { throw ptx_error("trap"); };
    } else {
      unknown(opcode);
    }
  }
  [[noreturn]] void unknown(std::string const& opcode) { in_.fail("the instruction `" + opcode + "` is not known here"); }

  std::uint32_t destination() { return reg(in_.take()); }
  void read_move(std::string const& opcode, operation& o) {
    unsigned const bits = opcode == "mov.b64" ? 64 : 32;
    if (in_.is("{")) {
      o.run = unpacking(bits, read_vector(o.out.data(), o.out.size()));
      in_.expect(","), read_sources(o, 0, 1);
    } else {
      o.out[0] = destination(), in_.expect(",");
      if (in_.is("{")) {
        o.run = packing(bits, read_vector(o.in.data(), 4));
      } else if (auto const at = elementwise().find(opcode); at != elementwise().end()) {
        o.run = at->second.run;
        read_sources(o, 0, 1);
      }
    }
    if (!o.run) unknown(opcode);
  }
  void read_collective(recipe const& r, operation& o) {
    o.run = r.run, o.kind = flow::collective;
    if (r.n_inputs > 1) {
      o.out[0] = destination();
      if (in_.take_if("|")) o.out[1] = destination();
      in_.expect(",");
      read_sources(o, 1, r.n_inputs - 1), in_.expect(",");
    }
    read_sources(o, 0, 1);
  }
  void read_memory(std::string const& opcode, operation& o) {
    auto const parts = split(opcode, '.');
    std::string what = parts[0], type = parts.back();
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
      std::string const& part = parts[i];
      constexpr char const* of_no_account[] = {"nc",       "ca",      "cg",      "cs",      "cv",      "wb",  "wt",  "weak",
                                               "volatile", "relaxed", "acquire", "release", "acq_rel", "cta", "gpu", "sys"};
      if (part == "global" || part == "shared" || part == "param")
        o.where = part == "global" ? space::global : part == "shared" ? space::shared : space::param;
      else if (part == "v2" || part == "v4")
        o.n = part == "v2" ? 2 : 4;
      else if (std::ranges::find(of_no_account, part) == std::end(of_no_account))
        what += '.' + part;
    }
    auto const at = memory_actions().find(what + '.' + type);
    if (at == memory_actions().end() || (o.where == space::param && what != "ld")) unknown(opcode);
    o.run = at->second;
    auto const read_elements = [&](std::uint32_t* regs) {
      if (o.n == 1)
        *regs = what == "ld" ? destination() : source();
      else if (read_vector(regs, 4) != o.n)
        in_.fail("a vector of another length");
    };
    if (what == "ld") {
      read_elements(o.out.data()), in_.expect(","), read_address(o);
      return;
    }
    if (parts[0] == "atom") o.out[0] = destination(), in_.expect(",");
    read_address(o), in_.expect(",");
    read_elements(o.in.data() + 1);
  }
  /// Between a generic address, which is the host's, and one of a window.
  void read_cvta(std::string const& opcode, operation& o) {
    bool const is_shared = opcode.ends_with(".shared.u64"), to = opcode.starts_with("cvta.to.");
    if (!is_shared && !opcode.ends_with(".global.u64")) unknown(opcode);
    o.run = !is_shared ? elementwise().at("mov.b64").run : to ? into_shared_window : out_of_shared_window;
    o.out[0] = destination(), in_.expect(",");
    read_sources(o, 0, 1);
  }

  std::string_view text_;
  reader in_;
  ptx_entry& out_;
  std::vector<std::map<std::string, std::uint32_t>> scopes_;  ///< of registers, the innermost last
  std::map<std::string, std::uint64_t> series_;               ///< %r<20>: %r0 to %r19, made when they are first named
  std::map<std::string, std::uint32_t> symbols_, labels_;
  std::map<std::uint64_t, std::uint32_t> constants_;
  std::vector<std::pair<std::size_t, std::string>> jumps_;
};

}  // namespace

ptx_entry read_entry(std::string_view text, std::size_t begin) {
  ptx_entry entry;
  decoder const done(text, begin, entry);
  return entry;
}

}  // namespace CLINMETRICS_NAMESPACE::testing::ptx
