#include "common/wire/topics.hpp"

#include "tests/support/catch.hpp"

namespace saldo::wire {

TEST_CASE("topics are built and read back", "[wire][topics]") {
    struct Case {
        AgentTopic topic;
        std::string name;
    };
    const auto c = GENERATE(values<Case>({
        {{0x0A, "gna-tij1", Channel::batch}, "saldo/1/0a/gna-tij1/up"},
        {{0xFF, "gna-tij1", Channel::hello}, "saldo/1/ff/gna-tij1/up/hello"},
        {{0x00, "a", Channel::status}, "saldo/1/00/a/up/st"},
        {{0x0A, "gna-tij1", Channel::receipt}, "saldo/1/0a/gna-tij1/dn/ack"},
        {{0x0A, "gna-tij1", Channel::catalog}, "saldo/1/0a/gna-tij1/dn/cat"},
        {{0x0A, "gna-tij1", Channel::config}, "saldo/1/0a/gna-tij1/dn/cfg"},
        {{0x0A, "gna-tij1", Channel::refill_up}, "saldo/1/0a/gna-tij1/up/refill"},
        {{0x0A, "gna-tij1", Channel::refill_down}, "saldo/1/0a/gna-tij1/dn/refill"},
    }));
    CHECK(topic_of(c.topic) == c.name);
    CHECK(parse_topic(c.name) == c.topic);
}

TEST_CASE("a topic that is not ours to the letter is not read", "[wire][topics]") {
    const auto name = GENERATE(values<std::string>({
        "",
        "saldo/1",
        "saldo/1/hub/state",
        "saldo/2/0a/gna-tij1/up",
        "saldo/1/0a/gna-tij1",
        "saldo/1/0a/gna-tij1/",
        "saldo/1/0a/gna-tij1/up/",
        "saldo/1/0a/gna-tij1/up/hello/x",
        "saldo/1/0A/gna-tij1/up",
        "saldo/1/a/gna-tij1/up",
        "saldo/1/0a//up",
        "saldo/1/0a/GNA/up",
        "saldo/1/0a/../up",
        "saldo/1/0a/+/up",
        "saldo/1/0a/#",
        "saldo/1/0a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/up",
        "/saldo/1/0a/gna-tij1/up",
    }));
    INFO(name);
    CHECK_FALSE(parse_topic(name));
}

TEST_CASE("a company lies in one shard", "[wire][topics]") {
    CHECK(shard_of("GNA010203AB1") == shard_of("GNA010203AB1"));
    CHECK(shard_up_filter(0x0A) == "saldo/1/0a/+/up/#");
    CHECK(shard_of("") == 0xE3);  // SHA-256 of nothing begins with e3
}

}  // namespace saldo::wire
