package dev.iota.cloud.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.crt.ProxyConfiguration;

/**
 * How clients of AWS's services reach them. What is on this machine is reached without asking the environment: a proxy
 * of the user knows nothing of it. Anything else is reached as {@link EnvironmentProxies} says. By themselves these
 * clients ask {@code HTTP_PROXY} alone, whatever the scheme, and for this machine, too.
 */
public final class ServiceHttp {
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    private ServiceHttp() {}

    /** A client of what is on this machine. */
    public static AwsCrtHttpClient.Builder here() {
        return AwsCrtHttpClient.builder().proxyConfiguration(alone().build());
    }

    /**
     * A client of what is at an address.
     *
     * @param endpoint none for AWS itself
     */
    public static AwsCrtHttpClient.Builder towards(Optional<URI> endpoint) {
        return endpoint.filter(ServiceHttp::isHere).isPresent()
                ? here()
                : AwsCrtHttpClient.builder().proxyConfiguration(abroad(System.getenv(), scheme(endpoint)));
    }

    private static String scheme(Optional<URI> endpoint) {
        return endpoint.map(URI::getScheme).orElse("https");
    }

    /** The way out of this machine that an environment names. */
    static ProxyConfiguration abroad(Map<String, String> environment, String scheme) {
        var proxies = new EnvironmentProxies(environment);
        var way = alone();
        if (proxies.of(scheme).address() instanceof InetSocketAddress proxy) {
            way.host(proxy.getHostString()).port(proxy.getPort()).nonProxyHosts(proxies.exempt());
        }
        return way.build();
    }

    private static ProxyConfiguration.Builder alone() {
        return ProxyConfiguration.builder().useEnvironmentVariableValues(false).useSystemPropertyValues(false);
    }

    /** Whether an address is on this machine. */
    static boolean isHere(URI endpoint) {
        return endpoint.getHost() != null && HERE.contains(endpoint.getHost());
    }
}
