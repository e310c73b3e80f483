#include "hub/customs/source_file.hpp"

namespace saldo::customs {

std::string_view file_name_of(std::string_view path) {
    const std::size_t at = path.find_last_of("/!");
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

std::string_view folder_of(std::string_view path) {
    const std::size_t at = path.find_last_of("/!");
    return at == std::string_view::npos ? std::string_view{} : path.substr(0, at);
}

}  // namespace saldo::customs
