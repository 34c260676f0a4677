package dev.iota.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class MnemonicTest {
    private static final String PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    @Test
    void white_space_around_and_between_words_does_not_matter() {
        assertThat(Mnemonic.seed("  " + PHRASE.replace(" ", " \t\n") + "\n")).isEqualTo(Mnemonic.seed(PHRASE));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1 words",
        "bottom drive obey, 3 words",
        "bottom drive obey lake curtain smoke basket hold race lonely fit walks, word 12",
        "Bottom drive obey lake curtain smoke basket hold race lonely fit walk, word 1",
        "drive bottom obey lake curtain smoke basket hold race lonely fit walk, checksum",
        "bottom drive obey lake curtain smoke basket hold race lonely fit fit, checksum"
    })
    void what_is_no_phrase_is_refused_without_showing_a_word(String phrase, String reason) {
        assertThatThrownBy(() -> Mnemonic.seed(phrase))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("bottom", "drive", "walk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//Alice", "/soft", "///password", "//0"})
    void a_derivation_path_is_refused_by_name(String path) {
        assertThatThrownBy(() -> Mnemonic.seed(PHRASE + path))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("derivation path")
                .hasMessageNotContaining("Alice");
    }
}
