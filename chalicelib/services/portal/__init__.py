"""The use cases of the customers' portal: registration, login, recovery, documents, the customer's own data, mails."""
