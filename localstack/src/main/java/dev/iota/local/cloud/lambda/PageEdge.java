package dev.iota.local.cloud.lambda;

import com.sun.net.httpserver.HttpExchange;
import dev.iota.cloud.page.Page;
import dev.iota.cloud.page.PageFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands for CloudFront and its bucket: answers with the files of the page, at the origin of the HTTP API. */
final class PageEdge {
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final Optional<Page> page;
    private final Map<String, byte[]> packed = new ConcurrentHashMap<>();

    PageEdge(Optional<Page> page) {
        this.page = page;
    }

    /** The file that a request asks for, if it asks for one. */
    Optional<PageFile> find(HttpExchange exchange) {
        return page.filter(there -> METHODS.contains(exchange.getRequestMethod()))
                .flatMap(there -> there.at(exchange.getRequestURI().getRawPath()));
    }

    void answer(HttpExchange exchange, PageFile file) throws IOException {
        var request = exchange.getRequestHeaders();
        var unpacks = takesGzip(request.getFirst("Accept-Encoding"));
        var headers = exchange.getResponseHeaders();
        page.orElseThrow().headers().forEach(headers::set);
        headers.set("cache-control", file.cacheControl());
        headers.set("etag", file.tag(unpacks));
        headers.set("vary", "accept-encoding");
        var known = request.getFirst("If-None-Match");
        if (known != null && (known.contains(file.tag(unpacks)) || known.equals("*"))) {
            exchange.sendResponseHeaders(NOT_MODIFIED, -1);
            return;
        }
        headers.set("content-type", file.type());
        if (unpacks) {
            headers.set("content-encoding", "gzip");
        }
        var body = unpacks ? packed.computeIfAbsent(file.name(), name -> file.packed()) : file.bytes();
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("content-length", Integer.toString(body.length));
            exchange.sendResponseHeaders(OK, -1);
            return;
        }
        // The server's words: 0 is a body of unknown length.
        exchange.sendResponseHeaders(OK, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static boolean takesGzip(@Nullable String accepted) {
        if (accepted != null) {
            for (var coding : accepted.split(",", -1)) {
                if (coding.strip().matches("(?i)gzip(\\s*;\\s*q=(1(\\.0*)?|0?\\.0*[1-9]\\d*))?")) {
                    return true;
                }
            }
        }
        return false;
    }
}
