package dev.iota.cloud.client;

import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, which Java by itself does not ask for: {@code HTTPS_PROXY} and
 * {@code HTTP_PROXY}, unless {@code NO_PROXY} names the host or a domain that it is in; in small letters as well. This
 * machine is reached without one.
 */
public final class EnvironmentProxies extends ProxySelector {
    private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);
    private static final int HTTP_PORT = 80;
    private static final String PROXY = "_proxy";

    private final Map<String, String> environment;
    private final Map<String, Proxy> proxies;

    /**
     * @param environment of the process, as {@link System#getenv()} has it
     * @throws MalformedException if a proxy that it names is no address: found at the start, and not by a call
     */
    public EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.proxies = Stream.of("https", "http")
                .filter(scheme -> variable(scheme + PROXY).isPresent())
                .collect(Collectors.toMap(scheme -> scheme, scheme -> proxy(scheme + PROXY)));
    }

    @Override
    public List<Proxy> select(URI address) {
        var host = address.getHost();
        if (host == null || ServiceHttp.isHere(address) || isExempt(host.toLowerCase(Locale.ROOT))) {
            return NONE;
        }
        return List.of(of(String.valueOf(address.getScheme())));
    }

    /** The proxy of a scheme, for hosts that are not {@link #exempt()}. */
    Proxy of(String scheme) {
        return proxies.getOrDefault(scheme.toLowerCase(Locale.ROOT), Proxy.NO_PROXY);
    }

    /** Hosts that have no proxy, and domains; {@code *} is all of them. */
    Set<String> exempt() {
        return variable("no_proxy").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", ""))
                .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The value may hold a password, so no message has it. */
    private Proxy proxy(String name) {
        var value = variable(name).orElseThrow();
        try {
            var uri = new URI(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null) {
                var port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
            }
        } catch (URISyntaxException e) {
            // Said below, without the value.
        }
        throw new MalformedException(
                "%s of the environment is no address of a proxy; wanted http://HOST:PORT, or leave it out"
                        .formatted(name.toUpperCase(Locale.ROOT)));
    }

    private boolean isExempt(String host) {
        return exempt().stream()
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
