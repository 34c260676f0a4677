package dev.iota.cloud.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, which Java by itself does not ask for: {@code HTTPS_PROXY} and
 * {@code HTTP_PROXY}, unless {@code NO_PROXY} names the host or a domain that it is in; in small letters as well. This
 * machine is reached without one.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);
    private static final int HTTP_PORT = 80;

    private final Map<String, String> environment;

    /** @param environment of the process, as {@link System#getenv()} has it */
    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI address) {
        var host = address.getHost();
        if (host == null || LoopbackHttp.isHere(address) || isExempt(host.toLowerCase(Locale.ROOT))) {
            return NONE;
        }
        return variable(String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT) + "_proxy")
                .map(EnvironmentProxies::proxy)
                .map(List::of)
                .orElse(NONE);
    }

    private static Proxy proxy(String value) {
        var uri = URI.create(value.contains("://") ? value : "http://" + value);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("the proxy '%s' of the environment is no address".formatted(value));
        }
        var port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
    }

    private boolean isExempt(String host) {
        return variable("no_proxy").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", ""))
                .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
                .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
    }

    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        // Whoever called is told.
    }
}
