package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastWordTest {
    private static final LastWord WORD = new LastWord(LastWord.Kind.DISK, "the disk of \"/a b\" is full\nmake room");

    @Test
    void a_last_word_is_one_line_that_gives_it_back() {
        assertThat(WORD.line().lines()).hasSize(1);
        assertThat(LastWord.in(List.of(WORD.line()))).contains(WORD);
    }

    @Test
    void a_last_word_is_found_among_frames_of_a_stack() {
        assertThat(LastWord.in(List.of("Exception in thread", WORD.line(), "\tat a.b.C.d(C.java:7)")))
                .contains(WORD);
    }

    @Test
    void a_last_word_that_was_cut_short_is_none() {
        assertThat(LastWord.in(List.of("log", WORD.line().substring(0, 30)))).isEmpty();
        assertThat(LastWord.in(List.of())).isEmpty();
    }

    @Test
    void only_failures_may_go_well_another_time() {
        assertThat(LastWord.Kind.values()).filteredOn(LastWord.Kind::isLasting).doesNotContain(LastWord.Kind.FAILED);
    }

    @Test
    void a_full_heap_is_a_matter_of_memory_and_any_other_error_of_luck() {
        assertThat(LastWord.of(new OutOfMemoryError("Java heap space")).kind()).isEqualTo(LastWord.Kind.MEMORY);
        assertThat(LastWord.of(new IllegalStateException("odd\nsecond line")))
                .isEqualTo(new LastWord(LastWord.Kind.FAILED, "java.lang.IllegalStateException: odd"));
    }
}
