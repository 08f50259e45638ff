import { z } from 'zod';

// Imported before any schema is made: zod would compile validators with `new Function`, which the content security
// policy forbids and reports.
z.config({ jitless: true });
