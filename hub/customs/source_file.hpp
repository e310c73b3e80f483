#pragma once

#include <string>
#include <string_view>

namespace saldo::customs {

/// A file as somebody handed it to the hub, already in memory.
///
/// `path` is for people, and names the way through containers:
/// "outer.zip!inner.zip!1000001_551.asc". Owns:    nothing: `bytes` must outlive everything that is
/// read from them.
struct SourceFile {
    std::string path;
    std::string_view bytes;
};

/// What stands after the last '/' or '!', and what stands before it (without that mark).
std::string_view file_name_of(std::string_view path);
std::string_view folder_of(std::string_view path);

}  // namespace saldo::customs
