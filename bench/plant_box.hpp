#pragma once

#include <cstdio>
#include <string>
#include <utility>

#include "common/base/check.hpp"
#include "common/sync/record.hpp"
#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"

namespace saldo::bench {

constexpr std::uint32_t records_of_batch = 500;
constexpr const char* rfc = "GNA150301A00";
constexpr std::int64_t first_ms = 1'735'800'000'000;  ///< of the first movement; one each second

/// One agent's journal in the making: movements as a plant's scanners send them.
class PlantBox {
public:
    PlantBox(std::size_t number, const SigningKey& key, std::string company = rfc)
        : company_{std::move(company)},
          name_{"bench-" + std::to_string(number)},
          number_{number},
          key_{key} {}

    /// A signed frame of records_of_batch records.
    Bytes next_batch() {
        Bytes body;
        wire::FrameHead head{.kind = wire::FrameKind::batch, .records = records_of_batch};
        head.agent = sync::padded(name_);
        head.epoch = epoch_;
        head.first = sequence_;
        head.before = hash_;
        for (std::uint32_t i = 0; i < records_of_batch; ++i) {
            const Bytes record = sequence_ == 0 ? opening() : movement();
            hash_ = sync::chain_hash(hash_, head.agent, epoch_, sequence_++, record);
            append(body, record);
        }
        head.after = hash_;
        auto frame = wire::seal_frame(head, body, wire::Pack::when_smaller, key_);
        SALDO_CHECK(frame.has_value());
        return std::move(*frame);
    }
    const std::string& name() const { return name_; }

private:
    Bytes opening() const {
        wire::EpochOpen open{.rfc = company_, .plant = "P01", .signing_key = key_.key_id()};
        open.reason = wire::EpochReason::first;
        return sync::encode_record({.type = sync::RecordType::epoch_open},
                                   wire::encode_epoch_open(open).value())
            .value();
    }
    Bytes movement() const {
        char id[64];
        std::snprintf(id, sizeof id, "%s-%02zu-%08llu", company_.c_str(), number_,
                      static_cast<unsigned long long>(sequence_));
        Movement m{.event_id = id,
                   .at = {{first_ms + static_cast<std::int64_t>(sequence_) * 1000}, -360},
                   .plant = "P01",
                   .type = sequence_ % 2 == 0 ? MovementType::issue : MovementType::receipt,
                   .part_number = "RM-" + std::to_string(10'000 + sequence_ * 7919 % 200),
                   .quantity = Quantity::from_units(static_cast<std::int32_t>(sequence_ % 900) + 1),
                   .umc = 6,
                   .ref_type = "PED",
                   .ref = "25-190-8005-5000001",
                   .counter_plant = "",
                   .device = "SC01"};
        const std::string line = m.event_id + ",2025-01-02T11:23:00-06:00,P01,RECEIPT," +
                                 m.part_number + ",35.000,6,PED,25-190-8005-5000001,,SC01";
        return sync::encode_record({.type = sync::RecordType::movement},
                                   wire::encode_movement_body(m, line).value())
            .value();
    }

    std::string company_;
    std::string name_;
    std::size_t number_;
    const SigningKey& key_;
    sync::Epoch epoch_{1, 77};
    std::uint64_t sequence_ = 0;
    Digest hash_{};
};

}  // namespace saldo::bench
