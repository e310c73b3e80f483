#pragma once

#include <cstdint>
#include <vector>

#include "hub/book/lot_pools.hpp"
#include "hub/book/parallel_lines.hpp"

namespace saldo::book {

/// What has left each lot, by their account and by ours, as a comparison walks through a pool.
class ParallelState {
public:
    explicit ParallelState(const Derived& derived);

    /// What our rules take for that line on a day, out of what they had left.
    LotQuantities walk(const ParallelLine& line, Quantity asked, LocalDate on) const;
    /// The line is done: what each side took is gone.
    void apply(const ParallelLine& line);
    /// The same, where they tell of nothing: both took what we took.
    void apply_ours(const ParallelLine& line);

    /// What they have taken of a lot so far.
    Quantity their_out(std::uint32_t lot) const { return their_out_[lot]; }
    /// Does any lot of the pool at hand stand otherwise in the two accounts?
    bool differs() const { return lots_apart_ > 0; }
    /// Another pool begins: what stands otherwise in the last one is its own matter.
    void begin_pool() { lots_apart_ = 0; }

private:
    void move(std::vector<Quantity>& side, std::uint32_t lot, Quantity quantity);
    void release(const ParallelLine& line);
    Quantity available(std::uint32_t lot) const;

    const Derived& derived_;
    LotPools pools_;
    std::vector<Quantity> their_out_;
    std::vector<Quantity> our_out_;
    std::vector<Quantity> reserved_;  ///< for later lines that have it as their own lot
    std::size_t lots_apart_ = 0;
};

}  // namespace saldo::book
