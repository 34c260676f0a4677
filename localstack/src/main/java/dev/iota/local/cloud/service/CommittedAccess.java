package dev.iota.local.cloud.service;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.dynamodb.services.local.shared.access.sqlite.AmazonDynamoDBOfflineSQLiteJob;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteDBAccess;

/**
 * DynamoDB Local's way to its file. As it comes, it answers a transaction when the commit stands in the queue of its
 * one thread for SQLite, so that a process that is killed then loses what was acknowledged. Here the answer waits for
 * the commit, and a commit that failed is told.
 */
class CommittedAccess extends SQLiteDBAccess {
    /** Kept here, or its level would be forgotten: the library tells of every file that it opens. */
    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

    CommittedAccess(Path file) {
        SQLITE.setLevel(Level.WARNING);
        super(file.toString());
    }

    @Override
    public void commitTransaction(@Nullable String id, byte[] signature) {
        super.commitTransaction(id, signature);
        // The queue keeps the order: when this has run, the commit has.
        if (!Boolean.TRUE.equals(queue.execute(new Look(id)).get())) {
            throw new IllegalStateException("the transaction could not be committed");
        }
    }

    /** Looks whether a transaction has left its mark, and ends it if it is still open. */
    private static final class Look extends AmazonDynamoDBOfflineSQLiteJob<Boolean> {
        private final @Nullable String id;

        Look(@Nullable String id) {
            this.id = id;
        }

        @Override
        protected Boolean job(SQLiteConnection connection) throws SQLiteException {
            var isCommitted = connection.getAutoCommit() && hasMark(connection);
            if (!connection.getAutoCommit()) {
                connection.exec("ROLLBACK");
            }
            manualTransactionsEnabled.set(false); // as a commit that succeeds does
            return isCommitted;
        }

        private boolean hasMark(SQLiteConnection connection) throws SQLiteException {
            var statement = connection.prepare("SELECT 1 FROM tr WHERE TransactionId IS ? LIMIT 1");
            try {
                return (id == null ? statement.bindNull(1) : statement.bind(1, id)).step();
            } finally {
                statement.dispose();
            }
        }

        @Override
        protected Boolean doWork() {
            throw new IllegalStateException("job() does it, without a transaction around it");
        }
    }
}
