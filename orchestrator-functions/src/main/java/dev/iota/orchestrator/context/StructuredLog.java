package dev.iota.orchestrator.context;

import dev.iota.core.base.Json;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log: one line of JSON for each thing that happened, with the reason. */
public final class StructuredLog {
    private final Logger log;

    public StructuredLog(Class<?> of) {
        this.log = LoggerFactory.getLogger(of);
    }

    /** What happens all the time. */
    public void routine(String what, String reason, Object... namesAndValues) {
        if (log.isDebugEnabled()) {
            log.debug(line(what, reason, namesAndValues));
        }
    }

    /** What a person may want to see. */
    public void notable(String what, String reason, Object... namesAndValues) {
        if (log.isInfoEnabled()) {
            log.info(line(what, reason, namesAndValues));
        }
    }

    /** What should not happen. */
    public void wrong(String what, String reason, Object... namesAndValues) {
        log.warn(line(what, reason, namesAndValues));
    }

    /** What went wrong in this program or in a service. */
    public void failed(String what, Throwable cause) {
        log.error(line(what, String.valueOf(cause.getMessage())), cause);
    }

    private static String line(String what, String reason, Object... namesAndValues) {
        var line = new LinkedHashMap<String, Object>();
        line.put("what", what);
        line.put("reason", reason);
        for (var i = 0; i + 1 < namesAndValues.length; i += 2) {
            line.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return Json.write(line);
    }
}
