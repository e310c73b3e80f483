#include "hub/export/row_files.hpp"

#include <utility>

#include <fmt/format.h>

namespace saldo::hub {

std::string RowFiles::name_of(std::uint64_t position) const {
    return fmt::format("{}/{:012}.{}", room_, position, suffix_);
}

Result<void> RowFiles::add(std::uint64_t position, std::uint64_t after,
                           std::initializer_list<ByteView> pieces) {
    if (position < next_) return {};  // in a file that was whole already
    if (!file_) {
        name_ = name_of(position);
        if (const auto whole = folder_.whole(name_)) {
            next_ = whole->next;
            return {};
        }
        auto begun = folder_.begin(name_);
        if (!begun) return begun.error();
        file_.emplace(std::move(*begun));
    }
    for (const ByteView piece : pieces) {
        if (const auto written = file_->write(piece); !written) return written.error();
    }
    next_ = after;
    return file_->bytes() >= bytes_wanted_ ? finish() : Result<void>{};
}

Result<void> RowFiles::finish() {
    if (!file_) return {};
    PartFile file = std::move(*file_);
    file_.reset();
    return folder_.finish(name_, std::move(file), next_);
}

}  // namespace saldo::hub
