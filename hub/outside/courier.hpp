#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/outside/parcel.hpp"

namespace saldo::hub {

/// Carries parcels over the network on one thread of its own: whoever does not answer holds up
/// neither the hub nor the other parcels. The only place that knows libcurl.
///
/// Owns:    the thread. Every parcel ends in one delivery, also when time ran out.
class Courier {
public:
    struct Options {
        long connect_ms_max = 10'000;
        long total_ms_max = 30'000;    ///< from begin to end
        std::size_t parcels_max = 64;  ///< on their way at once
        std::size_t answer_bytes_max = 64U << 10;
        std::string ca_file;  ///< in place of the system's authorities; empty: those
    };
    /// `on_delivered` is called on the courier's thread when take() has something new.
    Courier(Options options, std::function<void()> on_delivered);
    /// Gives up what is on its way.
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    /// The number under which it is delivered; 0 when there is no room for one more.
    std::uint64_t send(Parcel parcel);
    /// What became of parcels since it was asked last.
    std::vector<Delivery> take();

private:
    class Van;
    std::unique_ptr<Van> van_;
};

}  // namespace saldo::hub
