#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <sanitizer/allocator_interface.h>

#include "common/base/check.hpp"

// A bound on memory: hostile bytes must not make a reader take much more than they are.

namespace saldo::fuzz {

namespace detail {
inline std::atomic<bool> is_counting{false};
inline std::atomic<std::size_t> live{0};
inline std::atomic<std::size_t> peak{0};

inline void on_malloc(const volatile void*, std::size_t size) {
    if (!is_counting) return;
    live += size;
    peak = std::max(peak.load(), live.load());
}
inline void on_free(const volatile void* pointer) {
    if (!is_counting || pointer == nullptr) return;
    const std::size_t size = __sanitizer_get_allocated_size(pointer);
    live -= std::min(live.load(), size);
}
}  // namespace detail

/// Stops the run when more memory was held at once than `factor` × input + 64 KiB.
class MemoryBound {
public:
    MemoryBound(std::size_t input_bytes, std::size_t factor)
        : bytes_max_{factor * input_bytes + 64 * 1024} {
        [[maybe_unused]] static const int hooked =
            __sanitizer_install_malloc_and_free_hooks(detail::on_malloc, detail::on_free);
        detail::live = 0;
        detail::peak = 0;
        detail::is_counting = true;
    }
    ~MemoryBound() {
        detail::is_counting = false;
        SALDO_CHECK(detail::peak <= bytes_max_);
    }

private:
    std::size_t bytes_max_;
};

}  // namespace saldo::fuzz
