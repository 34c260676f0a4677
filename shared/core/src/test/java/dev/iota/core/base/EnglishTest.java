package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishTest {
    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG", "my-MM", "tr-TR", "de-DE", "hi-IN-u-nu-deva"})
    void numbers_and_letters_are_those_of_files_whatever_the_user_speaks(String language) {
        Locale.setDefault(Locale.forLanguageTag(language));
        assertThat("%05d %,d %.1f".formatted(7, 65_536, 0.5)).isNotEqualTo("00007 65,536 0.5");

        English.speak();

        assertThat("%05d %,d %.1f".formatted(7, 65_536, 0.5)).isEqualTo("00007 65,536 0.5");
        assertThat("TITLE".toLowerCase(Locale.getDefault())).isEqualTo("title");
    }
}
