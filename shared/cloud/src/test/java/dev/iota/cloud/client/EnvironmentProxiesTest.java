package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
    private static final URI ABROAD = URI.create("https://api.example.org/v1");

    private static Proxy of(Map<String, String> environment, URI address) {
        return new EnvironmentProxies(environment).select(address).getFirst();
    }

    @Test
    void each_scheme_has_the_proxy_that_the_environment_names() {
        var both = Map.of("https_proxy", "http://secure:3128", "HTTP_PROXY", "plain.example:8080");

        assertThat(of(both, ABROAD).address()).isEqualTo(InetSocketAddress.createUnresolved("secure", 3128));
        assertThat(of(both, URI.create("http://api.example.org")).address())
                .isEqualTo(InetSocketAddress.createUnresolved("plain.example", 8080));
        assertThat(of(Map.of("HTTPS_PROXY", " "), ABROAD)).isEqualTo(Proxy.NO_PROXY);
        assertThat(of(Map.of(), ABROAD)).isEqualTo(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "api.example.org", "a.b, example.org", ".example.org", "API.EXAMPLE.org:1"})
    void what_is_exempt_has_none(String exempt) {
        var environment = Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", exempt);

        assertThat(of(environment, ABROAD)).isEqualTo(Proxy.NO_PROXY);
        assertThat(of(environment, URI.create("https://notexample.org")).equals(Proxy.NO_PROXY))
                .isEqualTo(exempt.equals("*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:4000/v1", "http://localhost", "http://[::1]:80"})
    void this_machine_is_reached_without_one(String here) {
        assertThat(of(Map.of("HTTP_PROXY", "http://p:1"), URI.create(here))).isEqualTo(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://user:secret word@p:1", "http://p:port"})
    void what_is_no_proxy_is_found_at_the_start_and_not_repeated_with_its_password(String value) {
        var environment = Map.of("https_proxy", value);

        assertThatThrownBy(() -> new EnvironmentProxies(environment))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("secret");
    }
}
