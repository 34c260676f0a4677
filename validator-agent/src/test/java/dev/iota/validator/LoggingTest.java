package dev.iota.validator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    @Test
    void log_lines_go_to_the_standard_error_because_results_go_to_the_standard_output() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOfSatisfying(LoggerContext.class, context -> assertThat(
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR"))
                .isInstanceOfSatisfying(ConsoleAppender.class, appender -> assertThat(appender.getTarget())
                        .isEqualTo("System.err")));
    }
}
