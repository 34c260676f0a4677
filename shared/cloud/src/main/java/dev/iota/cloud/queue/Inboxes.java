package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The queues in which miners find their work, one for each registration. */
public final class Inboxes {
    /** Most queues of one call. */
    private static final int PAGE = 1000;

    private final SqsClient sqs;
    private final Names names;
    private final QueueUrl events;

    public Inboxes(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.names = names;
        this.events = new QueueUrl(sqs, names.events());
    }

    /** The URL that the inbox of a registration has once it is made: it differs from that of the events in its name. */
    public String url(Hotkey hotkey, long registration) {
        var url = events.get();
        return url.substring(0, url.lastIndexOf('/') + 1) + names.inbox(hotkey.address(), registration);
    }

    /** Makes the inbox of a registration; the one that exists already does as well. Returns its URL. */
    public String create(Hotkey hotkey, long registration) {
        var shape = Resources.inbox(names.inbox(hotkey.address(), registration));
        return sqs.createQueue(b -> b.queueName(shape.name())
                        .attributes(Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                Long.toString(shape.visibility().toSeconds()),
                                QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                                Long.toString(shape.retention().toSeconds()))))
                .queueUrl();
    }

    /** Removes an inbox with everything in it; one that is gone already is fine. */
    public void delete(String url) {
        try {
            sqs.deleteQueue(b -> b.queueUrl(url));
        } catch (QueueDoesNotExistException e) {
            // It is gone, as wanted.
        }
    }

    /** The URLs of all inboxes of the run, and of no other run, whatever its name begins with. */
    public List<String> all() {
        return sqs
                .listQueuesPaginator(b -> b.queueNamePrefix(names.inboxPrefix()).maxResults(PAGE))
                .queueUrls()
                .stream()
                .filter(url -> names.isInbox(url.substring(url.lastIndexOf('/') + 1)))
                .toList();
    }

    /** Sends work; false if the inbox is gone, because its miner registered again. */
    public boolean send(String url, Work work) {
        try {
            sqs.sendMessage(b -> b.queueUrl(url).messageBody(Json.write(work)));
            return true;
        } catch (QueueDoesNotExistException e) {
            return false;
        }
    }
}
