#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::ledger {

/// A value and the position, counted before the change, in front of which it goes.
template <class T>
struct Placed {
    std::uint32_t position = 0;
    T value;
};

/// Plain values in one block that nearly fits them. There are millions of pools of a few events:
/// neither the third word of a vector nor its doubling is affordable.
///
/// Growth is by a sixteenth: an event is copied some sixteen times in its life, at memory speed.
template <class T>
    requires std::is_trivially_copyable_v<T>
class PoolArray {
public:
    PoolArray() = default;
    explicit PoolArray(std::span<const T> values) { assign(values); }
    PoolArray(const PoolArray& other) { assign(other.view()); }
    PoolArray(PoolArray&& other) noexcept
        : values_{std::move(other.values_)},
          size_{std::exchange(other.size_, 0)},
          capacity_{std::exchange(other.capacity_, 0)} {}
    PoolArray& operator=(PoolArray other) noexcept {
        std::swap(values_, other.values_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        return *this;
    }
    ~PoolArray() = default;

    std::span<const T> view() const { return {values_.get(), size_}; }
    T* data() { return values_.get(); }
    const T& operator[](std::size_t i) const { return values_[i]; }
    const T& front() const { return values_[0]; }
    const T& back() const { return values_[size_ - 1]; }
    const T* begin() const { return values_.get(); }
    const T* end() const { return values_.get() + size_; }
    std::uint32_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    void assign(std::span<const T> values) {
        if (values.size() > capacity_) {
            values_ = std::make_unique_for_overwrite<T[]>(values.size());
            capacity_ = static_cast<std::uint32_t>(values.size());
        }
        size_ = static_cast<std::uint32_t>(values.size());
        if (size_ > 0) std::memcpy(values_.get(), values.data(), size_ * sizeof(T));
    }

    /// Takes out and puts in, in one pass over what stands behind the first place.
    /// Needs: both in order of position; erased positions are different ones.
    void edit(std::span<const std::uint32_t> erased, std::span<const Placed<T>> inserted) {
        erase(erased);
        reserve(size_ + inserted.size());
        T* const values = values_.get();
        std::size_t end = size_;
        std::size_t gone = erased.size();
        for (std::size_t k = inserted.size(); k-- > 0;) {
            while (gone > 0 && erased[gone - 1] >= inserted[k].position) --gone;
            const std::size_t at = inserted[k].position - gone;
            std::memmove(values + at + k + 1, values + at, (end - at) * sizeof(T));
            values[at + k] = inserted[k].value;
            end = at;
        }
        size_ += static_cast<std::uint32_t>(inserted.size());
    }

    /// Gives back what no value needs.
    void fit() {
        if (capacity_ > size_ + size_ / 16 + 1) *this = PoolArray{view()};
    }

private:
    void erase(std::span<const std::uint32_t> erased) {
        if (erased.empty()) return;
        T* const values = values_.get();
        std::size_t to = erased.front();
        for (std::size_t k = 0; k < erased.size(); ++k) {
            const std::size_t from = erased[k] + 1;
            const std::size_t until = k + 1 < erased.size() ? erased[k + 1] : size_;
            std::memmove(values + to, values + from, (until - from) * sizeof(T));
            to += until - from;
        }
        size_ = static_cast<std::uint32_t>(to);
    }
    void reserve(std::size_t needed) {
        if (needed <= capacity_) return;
        SALDO_CHECK(needed < UINT32_MAX);
        const std::size_t room = std::max<std::size_t>(needed, capacity_ + capacity_ / 16 + 1);
        auto grown = std::make_unique_for_overwrite<T[]>(room);
        if (size_ > 0) std::memcpy(grown.get(), values_.get(), size_ * sizeof(T));
        values_ = std::move(grown);
        capacity_ = static_cast<std::uint32_t>(room);
    }

    std::unique_ptr<T[]> values_;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
};

}  // namespace saldo::ledger
