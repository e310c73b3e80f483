#pragma once

#include <compare>
#include <utility>

namespace saldo {

/// A value that is never mistaken for another of its representation: explicit in, value() out.
template <class Tag, class Rep>
class Id {
public:
    constexpr Id() = default;
    explicit constexpr Id(Rep value) : value_{std::move(value)} {}
    constexpr const Rep& value() const { return value_; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;

private:
    Rep value_{};
};

}  // namespace saldo
