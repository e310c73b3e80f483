// A fleet of agents against a real broker and a real hub: what bench/fleet.py steers.
//
//   saldo_bench_fleet prepare --hub DIR --bundles DIR --agents N --port P
//   saldo_bench_fleet run --bundles DIR [--over SECONDS]
//
// `run` takes lines on standard input: "rate N" (movements a second over all), "report" (answers
// one line of JSON), "quit".

#include <cstdio>
#include <iostream>
#include <string>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <unistd.h>

#include "bench/fleet/fleet.hpp"
#include "bench/fleet/prepare.hpp"
#include "bench/measure.hpp"
#include "common/config/log.hpp"

using namespace saldo;
using namespace saldo::bench;

namespace {

int failed(const Error& error) {
    std::fprintf(stderr, "%s\n", error.what.c_str());
    return 1;
}

/// A socket an agent.
void allow_files() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

class Orders {
public:
    Orders(boost::asio::io_context& io, Fleet& fleet)
        : io_{io}, fleet_{fleet}, input_{io, dup(STDIN_FILENO)} {
        read();
    }

private:
    void read() {
        boost::asio::async_read_until(input_, buffer_, '\n',
                                      [this](const boost::system::error_code& error, std::size_t) {
                                          if (error) return io_.stop();
                                          std::istream lines{&buffer_};
                                          std::string line;
                                          std::getline(lines, line);
                                          if (line == "quit") return io_.stop();
                                          if (line == "report") {
                                              std::printf("%s\n", fleet_.report().c_str());
                                              std::fflush(stdout);
                                          }
                                          if (line.starts_with("rate "))
                                              fleet_.set_rate(std::stod(line.substr(5)));
                                          read();
                                      });
    }

    boost::asio::io_context& io_;
    Fleet& fleet_;
    boost::asio::posix::stream_descriptor input_;
    boost::asio::streambuf buffer_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const std::string bundles = text_option(argc, argv, "bundles", "");
    config::set_up_log(config::LogLevel::error);
    if (what == "prepare") {
        const auto done = prepare_fleet(
            text_option(argc, argv, "hub", ""), bundles, number_option(argc, argv, "agents", 100),
            static_cast<std::uint16_t>(number_option(argc, argv, "port", 8883)));
        return done ? 0 : failed(done.error());
    }
    if (what != "run") return failed({Errc::malformed, "prepare or run"});
    allow_files();
    boost::asio::io_context io{1};
    auto fleet = Fleet::open(io, bundles);
    if (!fleet) return failed(fleet.error());
    Orders orders{io, **fleet};
    (*fleet)->start(static_cast<double>(number_option(argc, argv, "over", 20)));
    io.run();
    std::fflush(stdout);
    _exit(0);  // nobody says goodbye: a fleet that ends is a power cut, and quick
}
