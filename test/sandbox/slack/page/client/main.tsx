import { createRoot } from 'react-dom/client';
import './page.css';
import { Page } from './page.tsx';

createRoot(document.getElementById('page')!).render(<Page />);
