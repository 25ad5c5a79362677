// The advisers' pages.
import { startComponents } from "./components.js";

startComponents();
