package dev.iota.cloud.client;

import java.net.URI;
import java.util.Set;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.crt.ProxyConfiguration;

/**
 * How clients of AWS's services reach them. What is on this machine is reached without asking the environment: a proxy
 * of the user knows nothing of it. Anything else is reached as {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY} say.
 */
public final class LoopbackHttp {
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    private LoopbackHttp() {}

    /** A client of what is on this machine. */
    public static AwsCrtHttpClient.Builder builder() {
        return AwsCrtHttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useEnvironmentVariableValues(false)
                        .useSystemPropertyValues(false)
                        .build());
    }

    /** A client of what is at this address. */
    public static AwsCrtHttpClient.Builder towards(URI endpoint) {
        return isHere(endpoint) ? builder() : AwsCrtHttpClient.builder();
    }

    /** Whether an address is on this machine. */
    static boolean isHere(URI endpoint) {
        return endpoint.getHost() != null && HERE.contains(endpoint.getHost());
    }
}
