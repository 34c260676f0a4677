package dev.iota.local.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import com.almworks.sqlite4java.SQLiteJob;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction is answered when it is committed, and a commit that fails is told. */
@Tag("cloud")
class CommittedAccessTest {
    private static final byte[] SIGNATURE = {1};

    /** It writes of what the tests look at. */
    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

    private Access access;

    /** With a table in which a row that points nowhere lets the commit fail, and nothing before it. */
    private static final class Access extends CommittedAccess {
        Access(Path file) {
            super(file);
            sql("PRAGMA foreign_keys = ON");
            sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
            sql("CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
        }

        void sql(String statement) {
            queue.execute(new SQLiteJob<Void>() {
                        @Override
                        protected Void job(SQLiteConnection connection) throws SQLiteException {
                            connection.exec(statement);
                            return null;
                        }
                    })
                    .complete();
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        SQLITE.setUseParentHandlers(false);
        access = new Access(folder.resolve("access.db"));
    }

    @AfterEach
    void close() {
        access.close();
        SQLITE.setUseParentHandlers(true);
    }

    @Test
    void a_commit_that_fails_is_told_and_the_next_one_is_made() {
        access.beginTransaction("bad");
        access.sql("INSERT INTO child VALUES (7)");
        assertThatThrownBy(() -> access.commitTransaction("bad", SIGNATURE)).hasMessageContaining("not be committed");

        access.beginTransaction("good");
        access.sql("INSERT INTO parent VALUES (7)");
        access.commitTransaction("good", SIGNATURE);

        assertThat(access.beginTransaction("good")).isEqualTo(SIGNATURE);
        access.rollbackTransaction();
        assertThat(access.beginTransaction("bad")).isNull();
        access.rollbackTransaction();
    }

    @Test
    void a_transaction_needs_no_name() {
        access.beginTransaction(null);
        access.commitTransaction(null, SIGNATURE);
    }
}
