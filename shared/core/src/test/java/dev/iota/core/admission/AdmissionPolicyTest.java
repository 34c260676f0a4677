package dev.iota.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class AdmissionPolicyTest {
    private static final Hotkey ONE = KeyPair.generate(new Random(1)).hotkey();
    private static final Hotkey OTHER = KeyPair.generate(new Random(2)).hotkey();

    @Test
    void an_open_run_lets_everybody_in() {
        assertThat(AdmissionPolicy.OPEN.objection(ONE, "")).isEmpty();
    }

    @Test
    void an_allow_list_lets_in_those_on_it_and_nobody_else() {
        var policy = new AdmissionPolicy(Optional.of(List.of(ONE)), List.of(), Optional.empty());

        assertThat(policy.objection(ONE, "0.1")).isEmpty();
        assertThat(policy.objection(OTHER, "0.1"))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("on its list").contains(OTHER.address()));
    }

    @Test
    void a_deny_list_wins_over_an_allow_list() {
        var policy = new AdmissionPolicy(Optional.of(List.of(ONE)), List.of(ONE), Optional.empty());

        assertThat(policy.objection(ONE, "0.1"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("denies"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.2,0.2,true",
        "0.2,0.2.0,true",
        "0.2,0.10,true",
        "0.2,1,true",
        "0.2,0.2.1-SNAPSHOT,true",
        "0.2,0.1.9,false",
        "0.2.1,0.2,false",
        "0.2,newest,false",
        "0.2,'',false"
    })
    void versions_are_compared_number_by_number(String minimum, String version, boolean admitted) {
        var policy = new AdmissionPolicy(Optional.empty(), List.of(), Optional.of(minimum));

        assertThat(policy.objection(ONE, version).isEmpty()).isEqualTo(admitted);
    }

    @Test
    void a_minimum_that_is_no_version_and_lists_that_fit_no_item_are_refused() {
        assertThatThrownBy(() -> new AdmissionPolicy(Optional.empty(), List.of(), Optional.of("new")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'new'");
        assertThatThrownBy(() -> new AdmissionPolicy(
                        Optional.empty(), Collections.nCopies(AdmissionPolicy.MOST + 1, ONE), Optional.empty()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("4001");
    }
}
