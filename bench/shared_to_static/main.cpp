// SPDX-License-Identifier: Apache-2.0
// shared-to-static LIBRARY.so OUT.S
//
// Writes a 32-bit Arm shared library as assembly that links into a static program. Debian ships
// some libraries as shared objects only; a benchmark that is carried to a board as one file needs
// them inside.
//
// The library's memory image becomes one section, so everything it addresses relative to its own
// place stays right. Words that the dynamic linker would fill in become ordinary symbol references,
// which the static linker fills in. Exported symbols become labels. Not carried over: unwinding
// tables (an exception that would pass through the library ends the program) and destructors.
#include <elf.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

class shared_library {
 public:
  explicit shared_library(const std::string& path);

  void write(std::ostream& out) const;

 private:
  struct exported {
    std::string name;
    unsigned type = STT_NOTYPE;
    bool thumb = false;
  };

  template <class T>
  [[nodiscard]] T read(std::size_t at) const {
    if (at + sizeof(T) > file_.size()) throw std::runtime_error("truncated");
    T value;
    std::memcpy(&value, file_.data() + at, sizeof value);
    return value;
  }
  [[nodiscard]] std::uint32_t word(std::uint32_t address) const {
    if (address + 4 > image_.size()) throw std::runtime_error("relocation outside the image");
    std::uint32_t value = 0;
    std::memcpy(&value, image_.data() + address, 4);
    return value;
  }
  [[nodiscard]] std::uint32_t dynamic(Elf32_Sword tag) const {
    const auto found = dynamic_.find(tag);
    return found == dynamic_.end() ? 0 : found->second;
  }

  void load_segments();
  void read_dynamic(const Elf32_Phdr& header);
  void read_symbols();
  void relocate(std::uint32_t table, std::uint32_t bytes);

  std::string file_;
  std::vector<unsigned char> image_;              // from address 0 on
  std::map<Elf32_Sword, std::uint32_t> dynamic_;  // tag: value
  std::vector<std::string> symbol_names_;
  std::multimap<std::uint32_t, exported> exports_;  // by address
  std::set<std::string> weak_;                      // undefined, may stay so
  std::map<std::uint32_t, std::string> replaced_;   // words: their new value, as an expression
};

shared_library::shared_library(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot be read");
  file_.assign(std::istreambuf_iterator<char>(in), {});
  const auto header = read<Elf32_Ehdr>(0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS32 ||
      header.e_machine != EM_ARM || header.e_type != ET_DYN) {
    throw std::runtime_error("is no shared library for 32-bit Arm");
  }
  load_segments();
  read_symbols();
  relocate(dynamic(DT_REL), dynamic(DT_RELSZ));
  relocate(dynamic(DT_JMPREL), dynamic(DT_PLTRELSZ));
}

void shared_library::load_segments() {
  const auto header = read<Elf32_Ehdr>(0);
  std::vector<Elf32_Phdr> segments;
  for (std::size_t i = 0; i < header.e_phnum; ++i)
    segments.push_back(read<Elf32_Phdr>(header.e_phoff + i * header.e_phentsize));
  for (const Elf32_Phdr& s : segments) {
    if (s.p_type == PT_TLS)
      throw std::runtime_error("has thread-local data, which is not supported");
    if (s.p_type != PT_LOAD) continue;
    if (s.p_offset + s.p_filesz > file_.size()) throw std::runtime_error("truncated");
    if (image_.size() < s.p_vaddr + s.p_memsz) image_.resize(s.p_vaddr + s.p_memsz);
    std::memcpy(image_.data() + s.p_vaddr, file_.data() + s.p_offset, s.p_filesz);
  }
  for (const Elf32_Phdr& s : segments) {
    if (s.p_type == PT_DYNAMIC) read_dynamic(s);
  }
}

void shared_library::read_dynamic(const Elf32_Phdr& header) {
  for (std::size_t at = 0; at < header.p_filesz; at += sizeof(Elf32_Dyn)) {
    const auto entry = read<Elf32_Dyn>(header.p_offset + at);
    dynamic_[entry.d_tag] = entry.d_un.d_val;
  }
}

// The symbol table ends where nothing says; in what linkers write, the string table follows it.
void shared_library::read_symbols() {
  const std::uint32_t table = dynamic(DT_SYMTAB);
  const std::uint32_t strings = dynamic(DT_STRTAB);
  if (table == 0 || strings <= table) throw std::runtime_error("has no dynamic symbols");
  for (std::uint32_t at = table; at + sizeof(Elf32_Sym) <= strings; at += sizeof(Elf32_Sym)) {
    Elf32_Sym symbol;
    std::memcpy(&symbol, image_.data() + at, sizeof symbol);
    const std::string name(reinterpret_cast<const char*>(image_.data() + strings + symbol.st_name));
    symbol_names_.push_back(name);
    if (name.empty()) continue;
    const unsigned type = ELF32_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF) {
      if (ELF32_ST_BIND(symbol.st_info) == STB_WEAK) weak_.insert(name);
    } else if (type == STT_FUNC || type == STT_OBJECT) {
      const bool thumb = type == STT_FUNC && (symbol.st_value & 1) != 0;
      exports_.insert({symbol.st_value & ~(thumb ? 1U : 0U), {name, type, thumb}});
    }
  }
}

void shared_library::relocate(std::uint32_t table, std::uint32_t bytes) {
  for (std::uint32_t at = table; at < table + bytes; at += sizeof(Elf32_Rel)) {
    const std::uint32_t place = word(at);
    const std::uint32_t info = word(at + 4);
    const std::string addend = std::to_string(word(place));
    switch (ELF32_R_TYPE(info)) {
      case R_ARM_RELATIVE:
        replaced_[place] = ".Limage + " + addend;
        break;
      case R_ARM_ABS32:
        replaced_[place] = symbol_names_.at(ELF32_R_SYM(info)) + " + " + addend;
        break;
      case R_ARM_GLOB_DAT:
      case R_ARM_JUMP_SLOT:
        replaced_[place] = symbol_names_.at(ELF32_R_SYM(info));
        break;
      default:
        throw std::runtime_error("has a relocation of type " + std::to_string(ELF32_R_TYPE(info)) +
                                 "; known are RELATIVE, ABS32, GLOB_DAT, JUMP_SLOT");
    }
  }
}

void shared_library::write(std::ostream& out) const {
  out << "@ made by shared-to-static; do not edit\n.syntax unified\n";
  for (const std::string& name : weak_)
    out << ".weak " << name << '\n';
  // Code and data in one section: the code finds its data by distance.
  out << ".section .image, \"awx\", %progbits\n.balign 4096\n.Limage:\n";
  auto label = exports_.begin();
  for (std::uint32_t at = 0; at < image_.size();) {
    for (; label != exports_.end() && label->first <= at; ++label) {
      const exported& e = label->second;
      // Weak, so that a C++ template that the program has as well is no clash.
      out << (e.thumb ? ".thumb\n.thumb_func\n" : ".arm\n") << ".weak " << e.name << "\n.type "
          << e.name << (e.type == STT_FUNC ? ", %function\n" : ", %object\n") << e.name << ":\n";
    }
    if (const auto found = replaced_.find(at); found != replaced_.end()) {
      out << ".4byte " << found->second << '\n';
      at += 4;
      continue;
    }
    out << ".byte " << int{image_[at]} << '\n';
    ++at;
  }
  const std::uint32_t constructors = dynamic(DT_INIT_ARRAY);
  for (std::uint32_t i = 0; i < dynamic(DT_INIT_ARRAYSZ); i += 4) {
    out << ".section .init_array, \"aw\", %init_array\n.4byte " << replaced_.at(constructors + i)
        << '\n';
  }
  out << ".section .note.GNU-stack, \"\", %progbits\n";
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    std::cerr << "usage: shared-to-static LIBRARY.so OUT.S\n";
    return 2;
  }
  try {
    const shared_library library(arguments[1]);
    std::ofstream out(arguments[2]);
    library.write(out);
    if (!out.flush()) throw std::runtime_error(std::string("cannot write ") + arguments[2]);
  } catch (const std::exception& e) {
    std::cerr << "shared-to-static: " << arguments[1] << ": " << e.what() << '\n';
    return 2;
  }
}
