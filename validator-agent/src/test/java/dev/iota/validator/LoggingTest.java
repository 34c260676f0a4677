package dev.iota.validator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LoggingTest {
    @Test
    void log_lines_go_to_the_standard_error_because_results_go_to_the_standard_output() throws JoranException {
        assertThat(configured()).isInstanceOfSatisfying(LoggerContext.class, context -> assertThat(
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR"))
                .isInstanceOfSatisfying(ConsoleAppender.class, appender -> assertThat(appender.getTarget())
                        .isEqualTo("System.err")));
    }

    /** As the program is: the tests themselves log nothing. */
    private static LoggerContext configured() throws JoranException {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
        return context;
    }
}
