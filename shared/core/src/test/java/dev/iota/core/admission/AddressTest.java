package dev.iota.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class AddressTest {
    @Test
    void an_IPv4_address_is_counted_by_itself() {
        assertThat(Address.counted("192.0.2.7")).isEqualTo("192.0.2.7").isNotEqualTo(Address.counted("192.0.2.8"));
    }

    @Test
    void all_addresses_of_an_IPv6_network_are_counted_together() {
        assertThat(Address.counted("2001:db8:1:2::1"))
                .isEqualTo(Address.counted("2001:db8:1:2:ffff::9"))
                .isNotEqualTo(Address.counted("2001:db8:1:3::1"));
    }

    @Test
    void anything_else_is_counted_under_its_own_name_and_asks_no_name_server() {
        assertThat(Address.counted("unknown")).isEqualTo("unknown");
        assertThat(Address.counted("")).isEmpty();
    }
}
