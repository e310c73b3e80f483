#include "common/http/client.hpp"

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "common/http/session.hpp"
#include "common/http/tls_stream.hpp"

namespace saldo::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

Error failure(const std::string& where, const boost::system::error_code& error) {
    Errc code = Errc::unavailable;
    if (error == boost::system::errc::no_such_file_or_directory) code = Errc::not_found;
    if (error == net::error::access_denied) code = Errc::forbidden;
    const bool is_bad_answer =
        error.category() ==
            beast::http::make_error_code(beast::http::error::bad_version).category() &&
        error != beast::http::error::end_of_stream && error != beast::http::error::partial_message;
    if (is_bad_answer) code = Errc::malformed;
    return {code, fmt::format("{}: {}", where, error.message())};
}

std::string head_of(std::string_view method, std::string_view target, std::string_view host,
                    std::string_view body, const std::vector<Field>& fields) {
    std::string head =
        fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", method, target, host);
    if (!body.empty() || method == "POST" || method == "PUT") {
        head += fmt::format("Content-Length: {}\r\n", body.size());
    }
    for (const auto& [name, value] : fields) head += fmt::format("{}: {}\r\n", name, value);
    return head + "\r\n";
}

/// Writes the request and reads its answer on a stream that is connected.
template <class Stream>
net::awaitable<Result<Answer>> talk(Stream& stream, const std::string& where,
                                    const std::string& head, std::string_view body, bool is_head,
                                    const ClientLimits& limits) {
    stream.expires_after(limits.answer_max);
    const std::array<net::const_buffer, 2> bytes{net::buffer(head), net::buffer(body)};
    const auto [write_error, sent] = co_await net::async_write(stream, bytes, no_throw);
    // A server that refuses may answer before it has read all: its answer says more than EPIPE.
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.skip(is_head);
    parser.body_limit(limits.body_bytes_max);
    const auto [read_error, got] =
        co_await beast::http::async_read(stream, buffer, parser, no_throw);
    if (read_error) co_return failure(where, write_error ? write_error : read_error);

    Answer answer;
    auto message = parser.release();
    answer.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        answer.fields.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    }
    answer.content_type = std::string{message[beast::http::field::content_type]};
    answer.body = std::move(message.body());
    co_return answer;
}

template <class Stream, class Endpoint>
net::awaitable<Result<Answer>> exchange(Endpoint endpoint, std::string where, std::string head,
                                        std::string_view body, bool is_head, ClientLimits limits) {
    Stream stream{co_await net::this_coro::executor};
    stream.expires_after(limits.connect_max);
    const auto [error] = co_await stream.async_connect(endpoint, no_throw);
    if (error) co_return failure(where, error);
    co_return co_await talk(stream, where, head, body, is_head, limits);
}

/// Nothing is sent before the server has shown that it is the one that we trust.
net::awaitable<Result<Answer>> exchange_tls(net::ip::tcp::endpoint endpoint,
                                            std::shared_ptr<net::ssl::context> context,
                                            std::string where, std::string host, std::string head,
                                            std::string_view body, bool is_head,
                                            ClientLimits limits) {
    TlsStream stream{co_await net::this_coro::executor, std::move(context)};
    stream.expires_after(limits.connect_max);
    const auto [error] = co_await stream.tcp().async_connect(endpoint, no_throw);
    if (error) co_return failure(where, error);
    boost::system::error_code is_no_address;
    net::ip::make_address(host, is_no_address);
    if (is_no_address) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    const auto [refused] = co_await stream.async_handshake(net::ssl::stream_base::client, no_throw);
    if (refused) {
        const long why = SSL_get_verify_result(stream.native_handle());
        if (why == X509_V_OK) co_return failure(where, refused);
        co_return Error{Errc::forbidden,
                        fmt::format("{}: the server's certificate is not trusted: {}", where,
                                    X509_verify_cert_error_string(why))};
    }
    co_return co_await talk(stream, where, head, body, is_head, limits);
}

Result<Answer> run(net::io_context& context, net::awaitable<Result<Answer>> work) {
    std::optional<Result<Answer>> outcome;
    net::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, Result<Answer> answer) {
        if (!thrown) outcome = std::move(answer);
    });
    context.run();
    if (!outcome) return Error{Errc::unavailable, "the answer was lost on our side"};
    return std::move(*outcome);
}

}  // namespace

Result<Answer> request(const Peer& peer, std::string_view method, std::string_view target,
                       std::string_view body, const ClientLimits& limits,
                       const std::vector<Field>& fields) {
    net::io_context context{1};
    const bool is_head = method == "HEAD";
    if (!peer.unix_path.empty()) {
        if (peer.unix_path.size() > 107) {
            return malformed(
                fmt::format("'{}': a socket's path has at most 107 bytes", peer.unix_path));
        }
        std::string head = head_of(method, target, "localhost", body, fields);
        return run(context,
                   exchange<LocalStream>(net::local::stream_protocol::endpoint{peer.unix_path},
                                         peer.unix_path, std::move(head), body, is_head, limits));
    }
    const bool is_v6 = peer.address.find(':') != std::string::npos;
    const std::string host = is_v6 ? fmt::format("[{}]:{}", peer.address, peer.port)
                                   : fmt::format("{}:{}", peer.address, peer.port);
    boost::system::error_code error;
    net::ip::tcp::resolver resolver{context};
    const auto found = resolver.resolve(peer.address, std::to_string(peer.port), error);
    if (error || found.empty()) return failure(host, error);
    std::string head = head_of(method, target, host, body, fields);
    if (peer.tls) {
        auto tls = client_context(*peer.tls, peer.address);
        if (!tls) return tls.error();
        return run(context, exchange_tls(found.begin()->endpoint(), std::move(*tls), host,
                                         peer.address, std::move(head), body, is_head, limits));
    }
    return run(context, exchange<TcpStream>(found.begin()->endpoint(), host, std::move(head), body,
                                            is_head, limits));
}

}  // namespace saldo::http
